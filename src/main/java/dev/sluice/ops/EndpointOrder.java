package dev.sluice.ops;

import dev.sluice.model.InvalidValueException;
import dev.sluice.upstream.endpoint.EndpointView;
import dev.sluice.upstream.endpoint.Endpoints;
import dev.sluice.upstream.endpoint.Order;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/**
 * What an operator says of one endpoint: {@code {"state": "drain", "weight": 10}}, or one of the two.
 *
 * @param state  null for the one it has
 * @param weight 0 to 256, or null for the one it has
 */
record EndpointOrder(Order state, Integer weight) {
    private static final int MOST = 256;

    /** Fails with {@link InvalidValueException}. */
    static EndpointOrder of(JsonObject body) {
        Object state = body.getValue("state");
        Object weight = body.getValue("weight");
        if (state == null && weight == null)
            throw new InvalidValueException("state", null, "ready, drain or maint, or a weight");
        boolean fits = weight == null || weight instanceof Integer n && n >= 0 && n <= MOST;
        if (!fits) throw new InvalidValueException("weight", weight, "a whole number from 0 to " + MOST);
        return new EndpointOrder(state == null ? null : order(state), (Integer) weight);
    }

    private static Order order(Object state) {
        return Arrays.stream(Order.values())
                .filter(order -> order.wire().equals(state))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException("state", state, "ready, drain or maint"));
    }

    /** @return how it stands then; null where there is no such endpoint */
    EndpointView give(Endpoints endpoints, String name) {
        if (state != null) endpoints.order(name, state);
        if (weight != null) endpoints.weight(name, weight);
        return endpoints.views().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    static JsonObject json(EndpointView view) {
        return new JsonObject()
                .put("endpoint", view.name())
                .put("state", view.state().wire())
                .put("weight", view.weight())
                .put("backup", view.backup())
                .put("in_flight", view.inFlight());
    }

    @Override
    public String toString() {
        return (state == null ? "" : state.wire()) + (weight == null ? "" : " weight " + weight);
    }
}
