package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static dev.sluice.redis.Linked.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection to a real Redis: what is sent over it, and what becomes of it when the server goes and comes. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLUSTER")
final class RedisLinkIT {
    private static final Script ADD = Script.of("add", "return redis.call('incrby', KEYS[1], ARGV[1])");

    @RegisterExtension
    final TestRedis redis;

    private Linked linked;

    RedisLinkIT(RedisKind kind) {
        redis = new TestRedis(kind, Linked.TIMEOUT);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
    }

    @Test
    void nilIsNull() throws Exception {
        assertNull(await(get("nothing")));
        await(linked.link.send(RedisCommand.of(Command.SET, "k").arg("k").arg("v")));
        assertEquals("v", await(get("k")).toString());
    }

    @Test
    void commandsAreDoneInTheOrderInWhichTheyWereSent() throws Exception {
        List<Future<Response>> replies = new ArrayList<>();
        for (int i = 0; i < 5000; i++)
            replies.add(linked.link.send(RedisCommand.of(Command.INCR, "n").arg("n")));
        await(Future.all(replies));
        for (int i = 0; i < replies.size(); i++)
            assertEquals(i + 1, replies.get(i).result().toInteger());
    }

    @Test
    void aReplyComesOnItsCallersContext() throws Exception {
        Promise<Context> came = Promise.promise();
        Context caller = linked.vertx.getOrCreateContext();
        caller.runOnContext(v -> get("k").onComplete(r -> came.complete(Vertx.currentContext())));
        assertSame(caller, await(came.future()));
    }

    @Test
    void aScriptThatTheServerForgotIsSentAgain() throws Exception {
        assertEquals(2, await(linked.link.eval(ADD, List.of("n"), 2)).toInteger());
        redis.server().talk("SCRIPT FLUSH");
        assertEquals(5, await(linked.link.eval(ADD, List.of("n"), 3)).toInteger());
        assertEquals(9, await(linked.link.eval(ADD, List.of("n"), 4)).toInteger());
        assertEquals("add 43 8", Linked.next(linked.commands));
        assertEquals("add 43 8", Linked.next(linked.commands));
        assertEquals("add 43 8", Linked.next(linked.commands));
    }

    @Test
    void anErrorOfRedisIsToldAsOneAndLeavesTheConnectionAlone() throws Exception {
        redis.server().talk("RPUSH list x");
        Throwable refused = failure(get("list"));
        assertTrue(assertInstanceOf(RedisReplyException.class, refused).wrongType());
        Throwable inScript = failure(linked.link.eval(ADD, List.of("list"), 1));
        assertTrue(assertInstanceOf(RedisReplyException.class, inScript).wrongType());
        assertTrue(linked.link.up());
        assertEquals(List.of(), List.copyOf(linked.states));
    }

    @Test
    void whileItIsAwayCommandsFailAtOnceAndAfterwardsTheyWork() throws Exception {
        redis.server().kill();
        String away = linked.nextState("away: ");
        assertTrue(away.contains("127.0.0.1:" + redis.server().port()), away);
        assertInstanceOf(RedisAwayException.class, failure(get("k")));
        assertFalse(linked.link.up());
        redis.server().startAgain();
        linked.nextState("up: ");
        assertNull(await(get("k")));
    }

    @Test
    void whoeverWaitsWhenTheServerDiesIsTold() throws Exception {
        redis.server().freeze();
        Future<Response> waiting = get("k");
        redis.server().kill();
        assertInstanceOf(RedisAwayException.class, failure(waiting));
    }

    @Test
    void aServerThatDoesNotAnswerCountsAsAwayAfterTheTimeout() throws Exception {
        redis.server().freeze();
        long began = System.nanoTime();
        assertInstanceOf(RedisAwayException.class, failure(get("k")));
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertTrue(millis >= Linked.TIMEOUT.toMillis(), millis + " ms");
        linked.nextState("away: ");
        redis.server().thaw();
        linked.nextState("up: ");
        assertNull(await(get("k")));
    }

    @Test
    void countsCommandsAndTheirBytes() throws Exception {
        await(linked.link.send(RedisCommand.of(Command.SET, "k").arg("k").arg("value")));
        await(get("k"));
        assertEquals("set 6 2", Linked.next(linked.commands));
        assertEquals("get 1 5", Linked.next(linked.commands));
    }

    private Future<Response> get(String key) {
        return linked.link.send(RedisCommand.of(Command.GET, key).arg(key));
    }
}
