package dev.sluice.app.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The model of a plan that names none: the first that the endpoint lists. */
final class FirstModel {
    private FirstModel() {}

    /** Fails with an {@link IllegalStateException}, for people, where the endpoint lists none. */
    static Future<BenchPlan> of(HttpClient client, BenchPlan plan) {
        if (plan.model() != null) return Future.succeededFuture(plan);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(plan.models())
                .setIdleTimeout(plan.timeout().toMillis());
        if (plan.key() != null) options.putHeader("authorization", "Bearer " + plan.key());
        return client.request(options)
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> {
                    String first = first(body);
                    if (response.statusCode() == 200 && first != null) return plan.of(first);
                    throw new IllegalStateException("no list of models at " + plan.models() + " (status "
                            + response.statusCode() + "): is this an OpenAI-compatible endpoint? Else say --model");
                }));
    }

    private static String first(Buffer body) {
        try {
            boolean any = body.toJsonObject().getValue("data") instanceof JsonArray data && !data.isEmpty();
            return any && body.toJsonObject().getJsonArray("data").getValue(0) instanceof JsonObject model
                    ? model.getString("id")
                    : null;
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }
}
