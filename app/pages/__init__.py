"""The pages that people look at: templates, and static/ with styles and page modules; no third party's address."""
