"""Who may see what in this app, as sentences. Videos themselves follow Django's permissions on `media.Video`."""


def may_see_job(user, job) -> bool:
    """Whoever asked for the work, and who may look at everybody's (organisers hold `kit.view_job`)."""
    return user.is_authenticated and (job.created_by_id == user.pk or user.has_perm("kit.view_job"))
