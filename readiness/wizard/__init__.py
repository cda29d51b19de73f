"""The window: the patient's door. The only package that knows Qt; its decisions (session, steady, worker) do not."""

from readiness.wizard.singletons import keep

keep()  # here, so that no module of this package can reach Qt before it
