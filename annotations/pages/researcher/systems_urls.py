"""Addresses of systems, endpoints and the generation of answers."""

from django.urls import path

from annotations.pages.researcher import endpoints, generation, systems, trials

patterns = [
    path("<slug:slug>/setup/systems/", systems.systems, name="setup_systems"),
    path("<slug:slug>/setup/systems/new/", systems.new_system, name="new_system"),
    path("<slug:slug>/setup/systems/patient/", systems.new_patient, name="new_patient"),
    path("<slug:slug>/setup/systems/<int:system>/", systems.change, name="system"),
    path("<slug:slug>/setup/systems/<int:system>/remove/", systems.remove, name="remove_system"),
    path("<slug:slug>/setup/systems/<int:system>/try/", trials.try_system, name="try_system"),
    path("<slug:slug>/setup/endpoints/new/", endpoints.new_endpoint, name="new_endpoint"),
    path("<slug:slug>/setup/endpoints/<int:endpoint>/", endpoints.change, name="endpoint"),
    path("<slug:slug>/setup/endpoints/<int:endpoint>/key/", endpoints.key, name="endpoint_key"),
    path(
        "<slug:slug>/setup/endpoints/<int:endpoint>/remove/",
        endpoints.remove,
        name="remove_endpoint",
    ),
    path("<slug:slug>/generation/", generation.generation, name="generation"),
    path("<slug:slug>/generation/start/", generation.start, name="generate"),
    path("<slug:slug>/generation/pause/", generation.pause, name="pause_generation"),
    path("<slug:slug>/generation/retry/", generation.retry, name="retry_generation"),
    path("<slug:slug>/generation/<int:response>/", generation.answer, name="answer"),
]
