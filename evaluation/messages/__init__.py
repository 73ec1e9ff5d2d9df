"""Who hears about what: panel, scoring, results. The words are in templates/evaluation/emails/."""
