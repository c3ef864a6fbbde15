"""Work is bounded: a run that is one too many, in all or of a session, is refused."""

import sqlalchemy as sa

from engine.runs.run import ACTIVE, Limits
from engine.runs.schema import runs
from engine.sentences import N_, Refused


def hold(connection: sa.Connection, limits: Limits, key: str, session: str) -> None:
    """Refuse the run `key`, just entered, where it is one too many."""
    others = sa.select(sa.func.count()).select_from(runs).where(runs.c.key != key)
    waiting = connection.execute(others.where(runs.c.state == "queued")).scalar_one()
    if waiting >= limits.queue:
        raise Refused(
            N_("{n} runs are waiting already, and at most {limit} may. Try again in a minute."),
            n=waiting,
            limit=limits.queue,
        )
    own = others.where(runs.c.state.in_(ACTIVE), runs.c.session == session)
    busy = connection.execute(own).scalar_one() if session else 0
    if busy >= limits.session:
        raise Refused(
            N_("{n} of your runs are waiting or training, and at most {limit} may; cancel one."),
            n=busy,
            limit=limits.session,
        )
