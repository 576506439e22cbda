"""Who learns and what came of it: register, enrolment, attendance, watching, follow-up, outcomes, statistics."""
