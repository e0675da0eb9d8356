"""Pages of text."""

from pytestqt.qtbot import QtBot

from workbench.views.pages.widget import Page, Pages


def titles(pages: Pages) -> list[str]:
    return [pages.tabText(index) for index in range(pages.count())]


def test_that_a_page_without_text_has_no_tab(qtbot: QtBot) -> None:
    pages = Pages("Facts")
    qtbot.addWidget(pages)
    pages.show_pages(1, [Page("One", "One (2)", "<p>a</p>"), Page("Two", "Two", "")])
    assert titles(pages) == ["One (2)"]
    pages.show_pages(2, [Page("One", "One (3)", "<p>b</p>"), Page("Two", "Two", "<p>c</p>")])
    assert titles(pages) == ["One (3)", "Two"]


def test_that_the_chosen_page_stays_chosen_for_the_next_subject(qtbot: QtBot) -> None:
    pages = Pages("Facts")
    qtbot.addWidget(pages)
    both = [Page("One", "One", "<p>a</p>"), Page("Two", "Two", "<p>b</p>")]
    pages.show_pages(1, both)
    pages.choose("Two")
    pages.show_pages(2, [Page("One", "One", "<p>c</p>")])
    assert pages.currentIndex() == 0
    pages.show_pages(3, both)
    assert pages.currentWidget() is pages.page("Two")
    assert pages.page("Two").toPlainText() == "b"


def test_that_a_reader_keeps_their_place_while_the_text_changes(qtbot: QtBot) -> None:
    pages = Pages("Facts")
    qtbot.addWidget(pages)
    pages.resize(200, 100)
    pages.show()
    pages.show_pages(1, [Page("One", "One", "<br>".join("line" for _ in range(100)))])
    pages.page("One").verticalScrollBar().setValue(50)
    pages.show_pages(1, [Page("One", "One", "<br>".join("text" for _ in range(100)))])
    assert pages.page("One").verticalScrollBar().value() == 50
    pages.show_pages(2, [Page("One", "One", "<br>".join("other" for _ in range(100)))])
    assert pages.page("One").verticalScrollBar().value() == 0


def test_that_a_page_is_written_only_when_somebody_looks_at_it(qtbot: QtBot) -> None:
    pages, written = Pages("p"), list[str]()
    qtbot.addWidget(pages)

    def write() -> str:
        written.append("long")
        return "a long text"

    pages.show_pages(1, [Page("Short", "Short", "short"), Page("Long", "Long", write)])
    assert written == []
    pages.choose("Long")
    assert written == ["long"]
    assert pages.page("Long").toPlainText() == "a long text"
    assert written == ["long"]


def test_that_pages_named_before_have_no_tab_without_a_text(qtbot: QtBot) -> None:
    pages = Pages("p", ("One", "Two"))
    qtbot.addWidget(pages)
    pages.show_pages(1, [Page("One", "One", "text"), Page("Two", "Two", "")])
    assert [pages.tabText(number) for number in range(pages.count())] == ["One"]
