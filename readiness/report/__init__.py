"""The result in words: JSON, text, HTML and paper, from one content. What may leave the machine is an allow-list."""
