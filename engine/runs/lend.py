"""A run lends its vectors to another lesson: they are put on the shelf under the run's own name.

`run:KEY@STEP` names them in a link; lessons read the shelf and know nothing of the store.
"""

import re

from engine.lessons.embedding_space.sources import of_run
from engine.runs.store import Store
from engine.sentences import N_, Refused

NAME = re.compile(r"run:([0-9a-f]{16})@([0-9]{1,12})")


def lend(store: Store, source: object) -> None:
    """Put the vectors that `source` names on the shelf, where it names a run's.

    Raises Refused where the store has no such run (any more).
    """
    from engine.vectors import shelf

    found = NAME.fullmatch(source) if isinstance(source, str) else None
    if found is None or shelf.get(found.string) is not None:
        return
    key, step = found[1], int(found[2])
    trace = store.trace(key)
    if not len(trace):
        raise Refused(
            N_("The run {key} is not kept here any more; train it again and take its vectors."),
            key=key,
        )
    run = store.state(key)
    if trace[-1].step < step and run is not None and run.active:
        # What is lent under a step's name must be the same whenever it is asked for.
        raise Refused(N_("The run {key} has not come to step {step} yet."), key=key, step=step)
    shelf.put_as(found.string, of_run(trace[0], trace.at(step), found.string))
