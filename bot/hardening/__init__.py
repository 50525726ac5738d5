"""Training data as the phone hands it over: spoken by many voices, carried by a telephone line, heard by our ears."""
