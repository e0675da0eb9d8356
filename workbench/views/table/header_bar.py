"""The bar of controls at the top of a panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.views.base import PADDING_PIXELS


class HeaderBar(QWidget):
    """A row of controls with the background of a bar. Add the controls to `row`."""

    def __init__(self, *, margin_pixels: int = 3, spacing_pixels: int = PADDING_PIXELS) -> None:
        """`margin_pixels` is the space above and below the controls."""
        super().__init__()
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(PADDING_PIXELS, margin_pixels, PADDING_PIXELS, margin_pixels)
        self.row.setSpacing(spacing_pixels)
