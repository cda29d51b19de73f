"""The window: the patient's door. The only package that knows Qt; its decisions (session, debounce, worker) do not."""
