"""Who is the manager where names tell it in part."""

from __future__ import annotations

from talkratio import roles
from tests.draw import draw


def test_who_is_called_the_employee_is_not_the_manager() -> None:
    """Also where they speak first; of two, the other one is the manager, of three it is a guess."""
    two = roles.assign(draw("Employee ####....\nA ....####"))
    assert (two.manager, two.employee, two.guessed, two.reason) == ("A", "Employee", False, "name")
    three = roles.assign(draw("Medarbejder ####........\nB ....####....\nA ........####"))
    assert (three.manager, three.employee, three.observers, three.guessed) == ("B", "Medarbejder", ("A",), True)
    alone = roles.assign(draw("Employee ####"))
    assert (alone.manager, alone.guessed) == ("Employee", True)
