package dev.sluice.edge;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;

/** {@code /v1/models}: the models that are configured by name, as OpenAI lists its own. */
final class ModelsResource {
    private final Edge edge;
    private final long createdSeconds;

    ModelsResource(Edge edge) {
        this.edge = edge;
        this.createdSeconds = edge.parts().time().millis() / 1000;
    }

    void list(RoutingContext ctx) {
        withModels(ctx, models -> {
            JsonArray data = new JsonArray();
            for (String model : models) data.add(model(model));
            Answers.json(ctx, 200, new JsonObject().put("object", "list").put("data", data));
        });
    }

    void get(RoutingContext ctx) {
        String name = ctx.pathParam("model");
        withModels(ctx, models -> {
            if (models.contains(name)) {
                Answers.json(ctx, 200, model(name));
                return;
            }
            String message = "model: got " + InvalidValueException.show(name) + ", expected one of " + models;
            ctx.fail(new Failure(Kind.NOT_FOUND, "model_not_found", message, "model", null).exception());
        });
    }

    private void withModels(RoutingContext ctx, Consumer<List<String>> action) {
        edge.callers()
                .direct(ctx.request())
                .onSuccess(who -> {
                    RateLimits.announce(ctx, edge, Faces.OPENAI, who);
                    action.accept(edge.parts().hub().routes().models());
                })
                .onFailure(ctx::fail);
    }

    private JsonObject model(String id) {
        return new JsonObject()
                .put("id", id)
                .put("object", "model")
                .put("created", createdSeconds)
                .put("owned_by", "sluice");
    }
}
