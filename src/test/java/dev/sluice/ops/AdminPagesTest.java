package dev.sluice.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.upstream.endpoint.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdminPagesTest {
    private static final Principal ADMIN = new Principal("ops", "t", Tier.FREE, Set.of("admin"));
    private static final Principal USER = new Principal("u", "t", Tier.FREE, Set.of("publish"));

    private final List<String> carriedOut = new ArrayList<>();
    private final Endpoints endpoints = new Endpoints(
            List.of(endpoint("http://one.example:80/v1"), endpoint("http://two.example/v1")),
            UpstreamPolicy.DEFAULT,
            Time.SYSTEM,
            new Random(1),
            (endpoint, from, to, reason) -> carriedOut.add(endpoint + " " + to.wire()));
    private Future<JsonObject> reloaded = Future.succeededFuture(new JsonObject().put("status", "reloaded"));
    private ManagementPort port;

    private static EndpointConfig endpoint(String url) {
        return new EndpointConfig(URI.create(url), 1, false);
    }

    private void open(boolean fromLoopback) throws Exception {
        AdminPages.Commands commands = new AdminPages.Commands() {
            @Override
            public boolean ready() {
                return carriedOut.isEmpty();
            }

            @Override
            public void drain(boolean andExit) {
                carriedOut.add(andExit ? "drain and exit" : "drain");
            }

            @Override
            public Future<Void> takeAgain() {
                carriedOut.add("ready");
                return Future.succeededFuture();
            }

            @Override
            public Future<JsonObject> reload() {
                return reloaded;
            }

            @Override
            public Map<String, Endpoints> upstreams() {
                return Map.of("deep", endpoints);
            }
        };
        Map<String, Principal> keys = Map.of("master", ADMIN, "any", USER);
        port = new ManagementPort(new AdminPages(commands, new AdminGate(fromLoopback, keys::get)));
    }

    @AfterEach
    void close() throws Exception {
        port.close();
    }

    private JsonObject fails(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonObject problem = new JsonObject(answer.body());
        assertEquals(code, problem.getString("code"), answer.body());
        return problem;
    }

    @Test
    void fromThisMachineNoKeyIsAsked() throws Exception {
        open(true);
        assertEquals(202, port.send("POST", "/admin/drain", null).statusCode());
        assertEquals(202, port.send("POST", "/admin/drain", "{\"exit\":true}").statusCode());
        assertEquals(200, port.send("POST", "/admin/ready", null).statusCode());
        assertEquals(List.of("drain", "drain and exit", "ready"), carriedOut);
    }

    @Test
    void elsewhereOnlyAnAdminsKeyOpens() throws Exception {
        open(false);
        HttpResponse<String> nobody = port.send("POST", "/admin/drain", null);
        fails(401, "missing_credential", nobody);
        assertEquals("Bearer", nobody.headers().firstValue("www-authenticate").orElseThrow());
        fails(401, "invalid_credential", port.send("POST", "/admin/drain", null, "authorization", "Bearer guess"));
        fails(401, "invalid_credential", port.send("POST", "/admin/drain", null, "authorization", "Basic bWFzdGVy"));
        fails(403, "missing_right", port.send("POST", "/admin/drain", null, "authorization", "Bearer any"));
        fails(401, "missing_credential", port.send("POST", "/admin/nothing", null));
        fails(401, "missing_credential", port.send("GET", "/admin", null));
        assertEquals(List.of(), carriedOut);
        assertEquals(
                202,
                port.send("POST", "/admin/drain", null, "authorization", "Bearer master")
                        .statusCode());
        assertEquals(List.of("drain"), carriedOut);
    }

    @Test
    void whatABrowserOrAProxyOnThisMachinePassesOnIsNotOfThisMachine() throws Exception {
        open(true);
        fails(403, "foreign_origin", port.send("POST", "/admin/drain", null, "origin", "https://evil.example"));
        fails(401, "missing_credential", port.send("POST", "/admin/drain", null, "x-forwarded-for", "10.0.0.9"));
        assertEquals(List.of(), carriedOut);
    }

    @Test
    void anEndpointIsDrainedWeighedAndPutBack() throws Exception {
        open(true);
        HttpResponse<String> drained =
                port.send("POST", "/admin/endpoints/deep/one.example:80/v1", "{\"state\":\"drain\",\"weight\":7}");
        assertEquals(200, drained.statusCode(), drained.body());
        JsonObject view = new JsonObject(drained.body());
        assertEquals("draining", view.getString("state"));
        assertEquals(7, view.getInteger("weight"));
        port.send("POST", "/admin/endpoints/deep/one.example%3A80%2Fv1", "{\"state\":\"ready\"}");
        port.send("POST", "/admin/endpoints/deep/two.example/v1", "{\"state\":\"maint\"}");
        assertEquals(List.of("one.example:80/v1 draining", "one.example:80/v1 up", "two.example/v1 maint"), carriedOut);
        JsonObject all = new JsonObject(port.send("GET", "/admin", null).body());
        assertEquals(
                "maint",
                all.getJsonObject("upstreams")
                        .getJsonArray("deep")
                        .getJsonObject(1)
                        .getString("state"));
    }

    @Test
    void whatDoesNotExistIsAnsweredWithWhatDoes() throws Exception {
        open(true);
        JsonObject command = fails(404, "unknown_command", port.send("POST", "/admin/destroy", null));
        assertTrue(command.getString("detail").contains("drain, ready, reload"), command::encode);
        JsonObject upstream =
                fails(404, "unknown_upstream", port.send("POST", "/admin/endpoints/shallow/x", "{\"weight\":1}"));
        assertTrue(upstream.getString("detail").endsWith("expected one of deep"), upstream::encode);
        JsonObject endpoint =
                fails(404, "unknown_endpoint", port.send("POST", "/admin/endpoints/deep/x", "{\"weight\":1}"));
        assertTrue(endpoint.getString("detail").endsWith("one.example:80/v1, two.example/v1"), endpoint::encode);
    }

    @Test
    void valuesAtFaultAreNamed() throws Exception {
        open(true);
        String path = "/admin/endpoints/deep/two.example/v1";
        fails(400, "invalid_request", port.send("POST", path, "{\"state\":"));
        fails(400, "invalid_request", port.send("POST", path, "[1]"));
        assertEquals(
                "state",
                fails(422, "invalid_value", port.send("POST", path, "{}")).getString("field"));
        String[] wrong = {
            "{\"state\":\"off\"}",
            "state",
            "{\"weight\":257}",
            "weight",
            "{\"weight\":\"1\"}",
            "weight",
            "{\"wait\":1}",
            "wait",
            "{\"state\":7}",
            "state"
        };
        for (int i = 0; i < wrong.length; i += 2)
            assertEquals(
                    wrong[i + 1],
                    fails(422, "invalid_value", port.send("POST", path, wrong[i]))
                            .getString("field"));
        fails(422, "invalid_value", port.send("POST", "/admin/drain", "{\"exit\":\"yes\"}"));
        assertEquals(List.of(), carriedOut);
    }

    @Test
    void aReloadTellsItsFaultsOrThatAnotherOneRuns() throws Exception {
        open(true);
        assertEquals(200, port.send("POST", "/admin/reload", null).statusCode());
        reloaded = Future.failedFuture(new RefusedConfigException(List.of("a: got 1, expected 2", "b")));
        JsonObject refused = fails(422, "config_refused", port.send("POST", "/admin/reload", null));
        assertEquals(
                List.of("a: got 1, expected 2", "b"),
                refused.getJsonArray("faults").getList());
        reloaded = Future.failedFuture(
                Failure.of(Kind.CONFLICT, "reload_running", "another one").exception());
        fails(409, "reload_running", port.send("POST", "/admin/reload", null));
    }
}
