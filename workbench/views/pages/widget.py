"""Tabs of rich text about one selected row. Each page keeps its scroll position while its text changes."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QTabWidget, QTextBrowser, QWidget


@dataclass(frozen=True)
class Page:
    """One page: its name, its tab title (such as the name with a count), and its text or a function that returns it."""

    name: str
    title: str
    html: str | Callable[[], str]

    def text(self) -> str:
        """Returns the text."""
        return self.html if isinstance(self.html, str) else self.html()


class Pages(QTabWidget):
    """Tabs of text. A page without text has no tab. The current page stays current for another subject."""

    def __init__(self, label: str, names: Sequence[str] = (), parent: QWidget | None = None) -> None:
        """`names`: pages to create now, because later there is no time for it."""
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setAccessibleName(label)
        self._browsers: dict[str, QTextBrowser] = {}
        self._shown: tuple[Hashable, tuple[Page, ...]] | None = None
        self._chosen = ""
        self._unread: dict[str, bool] = {}
        """Pages that are not filled yet, and whether to keep their scroll position."""
        self._filling = False
        self.currentChanged.connect(self._choose)
        for name in names:
            self.addTab(self._browser(name), name)

    def show_pages(self, subject: Hashable, pages: Sequence[Page]) -> None:
        """Shows these pages about `subject`. Does nothing when they are already shown."""
        wanted = (subject, tuple(page for page in pages if page.html))
        if wanted == self._shown:
            return
        same = self._shown is not None and self._shown[0] == subject
        self._shown, self._filling = wanted, True
        self._arrange(wanted[1])
        names = [page.name for page in wanted[1]]
        self.setCurrentIndex(names.index(self._chosen) if self._chosen in names else 0)
        self._filling = False
        # The layout of hidden pages would delay the visible page.
        self._unread = dict.fromkeys(names, same)
        self._read(self.currentIndex())

    def page(self, name: str) -> QTextBrowser:
        """Returns the browser of a page. KeyError for a page that was never shown."""
        if self._shown is not None:
            self._read(next(number for number, page in enumerate(self._shown[1]) if page.name == name))
        return self._browsers[name]

    def choose(self, name: str) -> None:
        """Makes a page current. Does nothing when the page does not exist."""
        if name in self._browsers and (index := self.indexOf(self._browsers[name])) >= 0:
            self.setCurrentIndex(index)

    def _arrange(self, pages: tuple[Page, ...]) -> None:
        shown = [self._browser(page.name) for page in pages]
        if [self.widget(index) for index in range(self.count())] != shown:
            self.clear()
            for browser, page in zip(shown, pages, strict=True):
                self.addTab(browser, page.title)
        for index, page in enumerate(pages):
            self.setTabText(index, page.title)

    def _browser(self, name: str) -> QTextBrowser:
        if name not in self._browsers:
            browser = QTextBrowser()
            browser.setAccessibleName(name)
            browser.setOpenLinks(False)
            self._browsers[name] = browser
        return self._browsers[name]

    @staticmethod
    def _fill(browser: QTextBrowser, html: str, *, keep_place: bool) -> None:
        bar = browser.verticalScrollBar()
        place = bar.value() if keep_place else 0
        browser.setHtml(html)
        bar.setValue(place)

    def _choose(self, index: int) -> None:
        if not self._filling and self._shown is not None and 0 <= index < len(self._shown[1]):
            self._chosen = self._shown[1][index].name
            self._read(index)

    def _read(self, index: int) -> None:
        """Fills a page before it becomes visible."""
        if self._shown is None or not 0 <= index < len(self._shown[1]):
            return
        page = self._shown[1][index]
        keep_place = self._unread.pop(page.name, None)
        if keep_place is not None:
            self._fill(self._browsers[page.name], page.text(), keep_place=keep_place)
