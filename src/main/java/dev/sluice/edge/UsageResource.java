package dev.sluice.edge;

import dev.sluice.hub.Ledger;
import dev.sluice.hub.Use;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Principal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code GET /api/v1/usage}: what the caller's user used, by day and model; with the scope {@code admin} what all tenants used, or,
 * by {@code ?tenant=}, one.
 */
final class UsageResource {
    private static final String ADMIN = "admin";

    private final Edge edge;

    UsageResource(Edge edge) {
        this.edge = edge;
    }

    void read(RoutingContext ctx) {
        String tenant = ctx.queryParams().get("tenant");
        edge.callers()
                .caller(ctx.request())
                .map(caller -> body(uses(caller.who(), tenant)))
                .onSuccess(body -> Answers.json(ctx, 200, body))
                .onFailure(ctx::fail);
    }

    private List<Use> uses(Principal who, String tenant) {
        Ledger ledger = edge.parts().hub().ledger();
        if (who.scopes().contains(ADMIN)) return ledger.ofTenant(tenant);
        if (tenant == null) return ledger.ofUser(who.tenant(), who.user());
        throw Failure.of(Kind.FORBIDDEN, "missing_right", "tenant: only for credentials of the scope admin")
                .exception();
    }

    private static JsonObject body(List<Use> uses) {
        JsonArray rows = new JsonArray();
        long requests = 0;
        long prompt = 0;
        long answer = 0;
        double cost = 0;
        for (Use use : uses) {
            requests += use.requests();
            prompt += use.prompt();
            answer += use.answer();
            cost += use.costUsd();
            rows.add(sums(
                    new JsonObject()
                            .put("day", use.day().toString())
                            .put("tenant", use.tenant())
                            .put("model", use.model()),
                    use.requests(),
                    use.prompt(),
                    use.answer(),
                    use.costUsd()));
        }
        return new JsonObject()
                .put("total", sums(new JsonObject(), requests, prompt, answer, cost))
                .put("usage", rows);
    }

    private static JsonObject sums(JsonObject to, long requests, long prompt, long answer, double costUsd) {
        return to.put("requests", requests)
                .put("prompt_tokens", prompt)
                .put("completion_tokens", answer)
                .put("cost_usd", costUsd);
    }
}
