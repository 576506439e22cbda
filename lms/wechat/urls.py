from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.oauth2_login, name="weixin_login"),
    path("login/callback/", views.oauth2_callback, name="weixin_callback"),
    path("unlink/", views.unlink, name="wechat_unlink"),
]
