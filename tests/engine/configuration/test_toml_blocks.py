"""Moving tables within a TOML text."""

from workbench.engine.configuration.toml_blocks import permuted

TEXT = """\
# plugins, in order

[[plugins]]
file = "a.so"    # first
[plugins.config]
rows = [
  [1, 2],
  # inside
]

# about b
[[plugins]]
file = "b.so"
# a remark at the end of b's part

[[plugins]]
file = "c.so"

[robot]
seed = 7
"""


def test_that_tables_move_with_their_parts_and_comments() -> None:
    assert permuted(TEXT, "plugins", [2, 1, 0]) == (
        '# plugins, in order\n\n[[plugins]]\nfile = "c.so"\n\n# about b\n[[plugins]]\nfile = "b.so"\n'
        "# a remark at the end of b's part\n\n"
        '[[plugins]]\nfile = "a.so"    # first\n[plugins.config]\nrows = [\n  [1, 2],\n  # inside\n]\n\n'
        "[robot]\nseed = 7\n"
    )


def test_that_moving_there_and_back_changes_nothing() -> None:
    assert permuted(permuted(TEXT, "plugins", [1, 2, 0]), "plugins", [2, 0, 1]) == TEXT
    assert permuted(TEXT, "plugins", [0, 1, 2]) == TEXT


def test_that_a_text_without_a_last_line_end_is_whole_afterwards() -> None:
    text = "[[plugins]]\nfile = 'a'\n[[plugins]]\nfile = 'b'"
    assert permuted(text, "plugins", [1, 0]) == "[[plugins]]\nfile = 'b'\n[[plugins]]\nfile = 'a'\n"
