package dev.sluice.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** {@code POST /v1/chat/completions}, after OpenAI's API reference. */
final class OpenAiFace implements Face {
    @Override
    public boolean authorised(HttpServerRequest request, String apiKey) {
        return ("Bearer " + apiKey).equals(request.getHeader("Authorization"));
    }

    @Override
    public void headers(HttpServerResponse response, long number, int running) {
        response.putHeader("X-Request-Id", "req_" + number);
        response.putHeader("OpenAI-Version", "2020-10-01");
        response.putHeader("X-RateLimit-Limit-Requests", "10000");
        response.putHeader("X-RateLimit-Remaining-Requests", Integer.toString(Math.max(0, 10_000 - running)));
        response.putHeader("X-RateLimit-Reset-Requests", "6ms");
        response.putHeader("X-RateLimit-Limit-Tokens", "10000000");
        response.putHeader("X-RateLimit-Remaining-Tokens", "9999000");
        response.putHeader("X-RateLimit-Reset-Tokens", "6ms");
    }

    @Override
    public ChatRequest read(HttpServerRequest request, JsonObject body) {
        return ChatRequestReader.read(body, request.getHeader(ScriptReader.HEADER));
    }

    @Override
    public Wording wording(Answer answer, ChatRequest request, long number, long epochSeconds) {
        Script script = request.script();
        ChunkEncoder encoder = new ChunkEncoder(
                answer,
                "chatcmpl-" + Ids.text(number, 29),
                epochSeconds,
                request.model(),
                script.eventBytes(),
                request.includeUsage(),
                script.has(Fault.USAGE_CUMULATIVE));
        return new Chunks(encoder, request.includeUsage(), script.has(Fault.NO_DONE));
    }

    @Override
    public String error(RefusedException refused) {
        return refused.json();
    }

    private record Chunks(ChunkEncoder encoder, boolean usage, boolean noDone) implements Wording {
        @Override
        public void open(EventWriter out) {
            out.event(encoder.opening());
        }

        @Override
        public void piece(int index, boolean broken, EventWriter out) {
            String json = encoder.piece(index);
            out.event(broken ? Wording.half(json) : json);
        }

        @Override
        public void close(EventWriter out) {
            out.event(encoder.finish());
            if (usage) out.event(encoder.usage());
            if (!noDone) out.event("[DONE]");
        }

        @Override
        public void error(RefusedException refused, EventWriter out) {
            out.event(refused.json());
        }

        @Override
        public String whole() {
            return encoder.whole();
        }
    }
}
