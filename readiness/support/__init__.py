"""The staff's side: a report or a support code into what to ask and say; two compared; many counted. English."""
