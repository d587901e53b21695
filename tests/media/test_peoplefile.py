import pytest

from redactkit.core.errors import PolicyError
from redactkit.media.peoplefile import people_in
from redactkit.text.case import Case


def test_a_line_is_a_person():
    people = people_in("# list\n王小明, 兰兰、wxid_abc123\n\n店员甲 = 小雅\n")

    assert [(one.names, one.stand_in) for one in people] == [
        (("王小明", "兰兰", "wxid_abc123"), ""),
        (("小雅",), "店员甲"),
    ]
    assert "王小明" not in repr(people)


@pytest.mark.parametrize("text", ["甲 =", "王小明,明"])
def test_lines_that_name_nobody_are_refused_by_number(text):
    with pytest.raises(PolicyError, match="line 1"):
        people_in(text)


def test_all_names_of_a_person_have_one_stand_in():
    case = Case()
    case.tell(["王小明", "兰兰"])
    case.tell(["李四光"])
    case.tell(["小雅"], "店员甲")
    fresh = case.fresh()

    assert [fresh.alias_for(name) for name in ("王小明", "兰兰", "李四光", "小雅", "momo")] == [
        "相关人A", "相关人A", "相关人B", "店员甲", "顾客A",
    ]  # fmt: skip
