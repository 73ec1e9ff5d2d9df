from django.urls import path

from documents.views.serving import FileView

app_name = "documents"
urlpatterns = [path("<uuid:pk>/", FileView.as_view(), name="file")]
