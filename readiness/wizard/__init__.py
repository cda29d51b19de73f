"""The window: the patient's door. The only package that knows Qt; its decisions (session, steady, worker) do not."""
