"""What every template may ask without a view: the product's name and whether this is the demo."""

from django.conf import settings


def product(request) -> dict:
    return {"demo": settings.DEMO, "large_type": request.COOKIES.get("type") == "large"}
