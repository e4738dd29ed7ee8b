"""The ways to reach a model. One so far: any endpoint that speaks OpenAI's chat interface."""
