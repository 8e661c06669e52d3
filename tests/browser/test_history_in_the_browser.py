"""Back leads back: one entry of the browser's history for each thing that somebody did."""

from app_server import Reader


def title(reader: Reader, name: str) -> None:
    reader.page.get_by_role("heading", level=1, name=name, exact=True).wait_for()
    reader.settle()


def test_back_leads_to_the_page_before_at_the_first_press(reader: Reader) -> None:
    reader.open("plan?scenario=demo")
    reader.page.locator("[data-testid=stTopNavLink]").get_by_text("Schedule", exact=True).click()
    title(reader, "Schedule")
    reader.page.wait_for_url("**/schedule?scenario=demo")
    reader.page.locator("[data-testid=stButtonGroup]").get_by_text("Therapists").click()
    reader.page.wait_for_url("**/schedule?scenario=demo&by=therapist")
    reader.settle()
    reader.page.go_back()
    reader.page.wait_for_url("**/schedule?scenario=demo")
    title(reader, "Schedule")
    reader.page.go_back()
    reader.page.wait_for_url("**/plan?scenario=demo")
    title(reader, "Plan")
    reader.page.go_forward()
    reader.page.wait_for_url("**/schedule?scenario=demo")
    title(reader, "Schedule")
