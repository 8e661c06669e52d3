from planner.views.session_card import SessionCard, session_card
from planner.views.tables import Planned


def card(two_clinics: Planned, *, group: bool, cohort: str) -> SessionCard:
    sessions = two_clinics.plan.sessions.values()
    session = next(one for one in sessions if one.cohort == cohort and (one.participant is None) is group)
    found = session_card(two_clinics.scenario, two_clinics.plan, session.id)
    assert found is not None
    return found


def test_a_group_says_who_leads_it_and_lists_its_members(two_clinics: Planned) -> None:
    found = card(two_clinics, group=True, cohort="amh-north-1")
    facts = dict(found.facts)
    assert found.title == "Adult mental health: group"
    assert facts["Led by"] == "Ada"
    assert facts["Members"] == "4 of 12; 8 seats open"
    assert facts["Today"] == "runs already, and is locked"
    assert [member.participant_id for member in found.members] == ["p01", "p02", "p03", "p04"]


def test_an_individual_session_says_whose_it_is_and_whether_the_therapist_stays(two_clinics: Planned) -> None:
    found = card(two_clinics, group=False, cohort="amh-north-1")
    assert "individual session of p" in found.title
    assert "therapist" in dict(found.facts)["Today"]
    assert found.members == ()


def test_a_session_of_another_plan_is_none(two_clinics: Planned) -> None:
    assert session_card(two_clinics.scenario, two_clinics.plan, "nobody's") is None
