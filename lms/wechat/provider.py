"""django-allauth's Weixin provider, cut down to the one thing we keep; allauth finds it here by its name."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.provider import WeixinProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings


class Client(WeixinOAuth2Client):
    def get_redirect_url(self, authorization_url, scope, extra_params):
        """WeChat's own browser opens the address only with this ending."""
        return super().get_redirect_url(authorization_url, scope, extra_params) + "#wechat_redirect"

    def get_access_token(self, code, pkce_code_verifier=None):
        """What WeChat answers; a refusal tells neither the code nor the secret."""
        asked = {"appid": self.consumer_key, "secret": self.consumer_secret, "code": code}
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.access_token_url, params=asked | {"grant_type": "authorization_code"}, timeout=10)
        told = answer.json() if answer.ok else {}
        if "access_token" not in told or "openid" not in told:
            raise OAuth2Error(f"WeChat refused the code: {answer.status_code}, {told.get('errcode', 'no reason')}")
        return told


class Adapter(WeixinOAuth2Adapter):
    client_class = Client

    @property
    def access_token_url(self):
        return settings.WECHAT_TOKEN_URL

    def complete_login(self, request, app, token, **kwargs):
        """The answer with the token names the person; no second question for their nickname and picture."""
        openid = kwargs["response"]["openid"]
        return self.get_provider().sociallogin_from_response(request, {"openid": str(openid)})


class Provider(WeixinProvider):
    name = "WeChat"
    oauth2_adapter_class = Adapter

    def extract_extra_data(self, data) -> dict:
        return {}


provider_classes = [Provider]
