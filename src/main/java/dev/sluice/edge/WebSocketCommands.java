package dev.sluice.edge;

import dev.sluice.channel.Connection;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Problems;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.TabId;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client says on its WebSocket: {@code {"command", "ref", "data"}}, answered by an event {@code reply} with
 * {@code {"ref", "ok"}} and either {@code data} or {@code problem} (RFC 9457). Commands: submit, cancel, subscribe (to an answer or a
 * feed), unsubscribe (from a feed), tab.open, tab.close. A message that is no command is answered, too; the connection and everybody else's tabs stay as they are.
 */
final class WebSocketCommands {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketCommands.class);
    private static final String COMMANDS = "submit, cancel, subscribe, unsubscribe, tab.open or tab.close";
    private static final JsonObject NOTHING = new JsonObject();

    private final Connection connection;
    private final SessionId session;
    private final Provenance from;
    private final ProvenanceReader provenance;
    private final SessionStore sessions;
    private final Submission submission;
    private final FeedAccess feeds;
    private final int maxBytes;
    private int submitted;

    /** @param from which way the socket came */
    WebSocketCommands(Edge edge, Connection connection, SessionId session, Provenance from) {
        this.from = from;
        this.provenance = edge.provenance();
        this.connection = connection;
        this.session = session;
        this.sessions = edge.parts().sessions();
        this.submission = new Submission(edge);
        this.feeds = new FeedAccess(edge);
        this.maxBytes = edge.parts().config().channel().maxWebsocketFrame();
    }

    void serve(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            message(text);
            if (connection.waits(socket::resume)) socket.pause();
        });
        socket.binaryMessageHandler(binary -> refuse(
                null,
                Failure.invalid(null, "message: got binary, expected text that is a JSON object")
                        .exception()));
        socket.closeHandler(v -> connection.close("client"));
        socket.exceptionHandler(cause -> {
            if (cause instanceof CorruptedWebSocketFrameException broken) tellWhy(socket, broken);
            connection.close("client");
        });
        if (socket.isClosed()) connection.close("client");
    }

    /** By itself the server would cut the connection without a word. RFC 6455, 7.4.1. */
    private void tellWhy(ServerWebSocket socket, CorruptedWebSocketFrameException broken) {
        if (socket.isClosed()) return;
        int status = broken.closeStatus().code();
        boolean tooBig = status == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
        socket.close(
                (short) status, tooBig ? "message: larger than " + maxBytes + " bytes, the limit" : "invalid frame");
    }

    private void message(String text) {
        Object ref = null;
        try {
            JsonObject message = Json.object(Buffer.buffer(text));
            ref = message.getValue("ref");
            Object echo = ref;
            run(message).onSuccess(data -> reply(echo, data)).onFailure(cause -> refuse(echo, cause));
        } catch (RuntimeException refused) {
            refuse(ref, refused);
        }
    }

    private Future<JsonObject> run(JsonObject message) {
        String command = Json.required(message, "command");
        Object came = message.getValue("data", NOTHING);
        if (!(came instanceof JsonObject data)) throw new InvalidValueException("data", came, "an object");
        return switch (command) {
            case "submit" -> session(s -> submit(s, message, data));
            case "subscribe" -> session(s -> subscribe(s, data));
            case "unsubscribe" ->
                session(s ->
                        feeds.unsubscribe(s, Json.required(data, "feed"), data).map(NOTHING));
            case "cancel" ->
                session(s -> submission.stop(s, Json.required(data, "stream")).map(NOTHING));
            case "tab.open" -> sessions.openTab(session, tab(data)).map(s -> NOTHING);
            case "tab.close" -> sessions.closeTab(session, tab(data)).map(s -> NOTHING);
            default -> throw new InvalidValueException("command", command, COMMANDS);
        };
    }

    private Future<JsonObject> submit(SessionState s, JsonObject message, JsonObject data) {
        String key = Json.string(message, "key");
        Boolean share = Json.flag(message, "share");
        return submission
                .submit(s, provenance.ofSubmission(from, message, ++submitted), data.toBuffer(), key, share)
                .map(Submission::json);
    }

    private Future<JsonObject> subscribe(SessionState s, JsonObject data) {
        String feed = Json.string(data, "feed");
        if (feed != null) return feeds.subscribe(s, feed, data);
        return submission
                .subscribe(s, Json.required(data, "stream"), Json.string(data, "tab"), Json.string(data, "share"))
                .map(Submission::json);
    }

    private Future<JsonObject> session(Function<SessionState, Future<JsonObject>> action) {
        return sessions.find(session).compose(action);
    }

    private static TabId tab(JsonObject data) {
        return new TabId(Json.required(data, "tab"));
    }

    private void reply(Object ref, JsonObject data) {
        connection.tell(
                "reply", new JsonObject().put("ref", ref).put("ok", true).put("data", data));
    }

    private void refuse(Object ref, Throwable cause) {
        Failure failure;
        if (cause instanceof FailureException f) failure = f.failure();
        else if (cause instanceof InvalidValueException v) failure = Failure.invalid(v.field(), v.getMessage());
        else {
            LOG.error("a command failed", cause);
            failure = Failure.of(Failure.Kind.INTERNAL, "internal", "an error of ours; it was logged");
        }
        JsonObject reply = new JsonObject().put("ref", ref).put("ok", false).put("problem", Problems.body(failure));
        connection.tell("reply", reply);
    }
}
