"""The binary contract between a server and its plugins: tables, their layout and what is generated from them."""
