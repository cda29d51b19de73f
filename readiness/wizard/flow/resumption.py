"""What lets a person go on later: after a restart, or after the window was closed in the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from readiness.wizard.flow.route import place_of_stop, place_to_keep

# The first page needs none of these; they come once it is there.
if TYPE_CHECKING:
    from readiness.wizard.flow.session import Session
    from readiness.wizard.memory.launch import RestartReadiness, StartPlan
    from readiness.wizard.system.restart import Restart


class Resumption:
    """Keeps where the person is when they leave, and knows where they left."""

    def __init__(
        self,
        restart: Restart | Callable[[], Restart] | None = None,
        stopped: Callable[[Sequence[str], str], None] | None = None,
    ) -> None:
        """Take `stopped`, which keeps where the person stopped: what was done, and the tip (empty: nothing is left)."""
        self._restart = restart
        self._stopped = stopped
        self.offer: StartPlan | None = None
        """The check was stopped earlier today: the person is asked whether to go on from there."""

    @property
    def restart(self) -> Restart | None:
        """None where nothing may be restarted, as in a demonstration."""
        if callable(self._restart):
            self._restart = self._restart()
        return self._restart

    def prepare_restart(self, session: Session, place: str) -> RestartReadiness:
        """Save what is done, and arrange the start after the restart."""
        assert self.restart is not None
        done, tip = place_to_keep(session, place)
        return self.restart.prepare(done, tip, session.setup.language)

    def withdraw_restart(self) -> None:
        """Give the restart up: the person goes on without it."""
        if self.restart is not None:
            self.restart.give_up()

    def withdraw_offer(self) -> None:
        """Withdraw the offer to go on, and forget that place: the person has chosen."""
        if self.offer is not None:
            self.offer = None
            if self._stopped is not None:
                self._stopped((), "")

    def keep_place(self, session: Session, place: str) -> None:
        """Keep the place for a later start on the same day. A restart that is made ready has kept its own."""
        prepared = not callable(self._restart) and self._restart is not None and self._restart.prepared is not None
        if self._stopped is not None and not prepared:
            self._stopped(*place_of_stop(session, place))
