package dev.sluice.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * One provider's API as the simulator plays it: how requests are read and how answers are worded. What is said, at which pace, and
 * what goes wrong is the same behind every face. Stateless.
 */
interface Face {
    /** Whether the request brings this key in the way of this API. */
    boolean authorised(HttpServerRequest request, String apiKey);

    /** What a request without the key is told. */
    default RefusedException badKey() {
        return RefusedException.badKey();
    }

    /**
     * What this provider sends along with every answer, good or bad.
     *
     * @param number  of the request
     * @param running requests that are being answered
     */
    void headers(HttpServerResponse response, long number, int running);

    /** The model that is asked for, for the record, before anything is checked; null where it is not told. */
    default String model(HttpServerRequest request, JsonObject body) {
        return body.getValue("model") instanceof String model ? model : null;
    }

    /** @throws RefusedException for what this provider would refuse */
    ChatRequest read(HttpServerRequest request, JsonObject body);

    /**
     * @param number       of the answer, different for each
     * @param epochSeconds now
     */
    Wording wording(Answer answer, ChatRequest request, long number, long epochSeconds);

    /** The status that goes with {@link #error}. */
    default int status(RefusedException refused) {
        return refused.status();
    }

    /** The error as JSON, fit as a body and as an event. */
    String error(RefusedException refused);
}
