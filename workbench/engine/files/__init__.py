"""Reading, comparing and replacing files, safe against pipes and crashes."""
