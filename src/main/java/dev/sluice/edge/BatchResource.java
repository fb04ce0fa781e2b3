package dev.sluice.edge;

import dev.sluice.job.Answer;
import dev.sluice.job.Batch;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /api/v1/batch}: many prompts at once, whose caller waits. A prompt that is malformed or fails is a failed result among
 * the others; only what is wrong with the whole refuses it.
 */
final class BatchResource {
    private static final int MOST = 1_000;
    private static final int MAX_ID = 128;

    private final Edge edge;

    BatchResource(Edge edge) {
        this.edge = edge;
    }

    void post(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        edge.callers()
                .caller(ctx.request())
                .map(caller -> {
                    run(ctx, caller.who(), Json.object(body));
                    return null;
                })
                .onFailure(ctx::fail);
    }

    private void run(RoutingContext ctx, Principal who, JsonObject body) {
        JsonArray requests = requests(body);
        int most = edge.parts().config().jobs().batch();
        Integer concurrency = Json.integer(body, "concurrency", 1, most);
        for (String member : body.fieldNames())
            if (!member.equals("requests") && !member.equals("concurrency"))
                throw new InvalidValueException(member, "an unknown member", "requests and concurrency");
        String[] ids = new String[requests.size()];
        for (int i = 0; i < ids.length; i++) ids[i] = id(requests.getValue(i), i);
        Provenance from = edge.provenance().of(ctx.request());
        Boolean wish = Sharing.wish(ctx.request());
        Batch.Prompts prompts = new Batch.Prompts() {
            @Override
            public int size() {
                return ids.length;
            }

            @Override
            public Answer ask(int index) {
                return BatchResource.this.ask(who, from, wish, requests.getValue(index), index);
            }
        };
        boolean events = ChannelResource.acceptsEvents(ctx.request());
        new BatchStream(ctx.request(), edge, events, ids, prompts, concurrency == null ? most : concurrency).open();
    }

    private Answer ask(Principal who, Provenance from, Boolean wish, Object request, int index) {
        String at = "requests[" + index + "]";
        if (!(request instanceof JsonObject json))
            throw Failure.invalid(at, at + ": got " + InvalidValueException.show(request) + ", expected an object")
                    .exception();
        JsonObject bare = json.copy();
        bare.remove("id");
        Prompt prompt = Prompt.read(edge, who, bare, at + ".");
        int maxBytes = edge.parts().config().streams().maxBytes();
        return Answer.ask(edge.parts().hub(), edge.lane(), edge.loop(), who, from, prompt.request(), maxBytes, wish);
    }

    private static JsonArray requests(JsonObject body) {
        Object requests = body.getValue("requests");
        if (!(requests instanceof JsonArray array) || array.isEmpty())
            throw new InvalidValueException("requests", requests, "an array of 1 to " + MOST + " requests");
        if (array.size() <= MOST) return array;
        String message = "requests: got " + array.size() + " requests, expected at most " + MOST;
        throw new Failure(Kind.TOO_LARGE, "too_many_requests", message, "requests", null).exception();
    }

    /** The caller's own name of it, or null; the wrong ones are the whole's fault, since results are told apart by them. */
    private static String id(Object request, int index) {
        if (!(request instanceof JsonObject json) || json.getValue("id") == null) return null;
        Object id = json.getValue("id");
        if (id instanceof String text && text.length() <= MAX_ID) return text;
        throw new InvalidValueException(
                "requests[" + index + "].id", id, "a text of at most " + MAX_ID + " characters");
    }
}
