package dev.sluice.ops.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.model.NodeReport;
import dev.sluice.model.NodeReport.State;
import dev.sluice.model.Nodes.Census;
import dev.sluice.model.Nodes.Member;
import dev.sluice.ops.ClusterMetrics.Heard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NodesSampleTest {
    private static final long HEARD_AT = 5_000_000_000L;
    private static final NodeReport OWN = new NodeReport(State.READY, 100, 1, 2, 3);

    private static JsonArray nodes(long laterMillis, Member... members) {
        Heard heard = new Heard(new Census(List.of(members), false), HEARD_AT);
        return new NodesSample("b.1", () -> heard, () -> OWN).at(HEARD_AT + laterMillis * 1_000_000);
    }

    private static Member member(String name, long agoMillis, State state) {
        return new Member(name, agoMillis > 4000, agoMillis, new NodeReport(state, 50, 4, 5, 6));
    }

    private static List<String> words(JsonArray nodes, String field) {
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> nodes.getJsonObject(i).getString(field))
                .toList();
    }

    @Test
    void nodesAreCalledByTheNamesThatPeopleGaveThemInTheirOrder() {
        JsonArray nodes = nodes(
                0,
                member("eu.west-1.x_9", 0, State.READY),
                member("b.1", 0, State.READY),
                member("a.2", 0, State.READY));
        assertEquals(List.of("a", "b", "eu.west-1"), words(nodes, "name"));
        assertEquals(List.of("a.2", "b.1", "eu.west-1.x_9"), words(nodes, "member"));
    }

    @Test
    void thisOneIsMarkedAndToldAsItIsNow() {
        JsonObject own = nodes(9000, member("b.1", 2000, State.DRAINING)).getJsonObject(0);
        JsonObject expected = new JsonObject()
                .put("name", "b")
                .put("member", "b.1")
                .put("here", true)
                .put("state", "ready")
                .put("heard_ms", 0L)
                .put("up_s", 100L)
                .put("answers", 1)
                .put("feeds", 2)
                .put("connections", 3);
        assertEquals(expected, own);
    }

    @Test
    void othersGrowOlderSinceTheyWereHeardOf() {
        JsonObject other = nodes(2500, member("a.1", 700, State.DRAINING)).getJsonObject(0);
        assertEquals(3200, other.getLong("heard_ms"));
        assertEquals(53, other.getLong("up_s"));
        assertEquals("draining", other.getString("state"));
        assertEquals(false, other.getBoolean("here"));
    }

    @Test
    void whoWasNotHeardOfForTooLongIsSilentAndWhileNothingIsHeardNobodyKnows() {
        Member dead = member("a.1", 4001, State.READY);
        Member living = member("c.1", 100, State.READY);
        assertEquals(List.of("silent", "ready", "ready"), words(nodes(4000, dead, living), "state"));
        assertEquals(List.of("unknown", "ready", "unknown"), words(nodes(4001, dead, living), "state"));
    }

    @Test
    void aNodeThatLivesAndSaysNothingIsAlive() {
        JsonObject other = nodes(0, new Member("a.1", false, 10, null)).getJsonObject(0);
        assertEquals("alive", other.getString("state"));
        assertNull(other.getValue("answers"));
    }

    @Test
    void beforeAnythingIsHeardThereIsThisOne() {
        JsonArray nodes = new NodesSample("b.1", () -> null, () -> OWN).at(HEARD_AT);
        assertEquals(List.of("b.1"), words(nodes, "member"));
    }

    /** What the store says changes, and the page's clock goes on, in seconds. */
    private static final class Told {
        private Heard heard;
        private final NodesSample sample = new NodesSample("b.1", () -> heard, () -> OWN);

        List<String> at(int second, Member... members) {
            heard = new Heard(new Census(List.of(members), false), second * 1_000_000_000L);
            return later(second);
        }

        List<String> later(int second) {
            JsonArray nodes = sample.at(second * 1_000_000_000L);
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                JsonObject node = nodes.getJsonObject(i);
                if (!node.getBoolean("here")) lines.add(node.getString("member") + " " + node.getString("state"));
            }
            return lines;
        }
    }

    @Test
    void aDeadNodeIsToldAsGoneForAMinute() {
        Told told = new Told();
        told.at(100, member("a.1", 0, State.READY));
        assertEquals(List.of("a.1 silent"), told.at(105, member("a.1", 5000, State.READY)));
        assertEquals(List.of("a.1 gone"), told.at(106));
        assertEquals(List.of("a.1 gone"), told.at(160));
        assertEquals(List.of(), told.at(161));
    }

    @Test
    void aNodeThatAnotherOneClearedUpAfterFirstIsGoneToo() {
        Told told = new Told();
        told.at(100, member("a.1", 3500, State.READY));
        assertEquals(List.of("a.1 gone"), told.at(101));
    }

    @Test
    void aNodeThatTookLeaveIsNoMore() {
        Told told = new Told();
        told.at(100, member("a.1", 900, State.READY));
        assertEquals(List.of(), told.at(102));
    }

    @Test
    void aNodeThatIsBackOrStartedAgainIsNotGone() {
        Told told = new Told();
        told.at(100, member("a.1", 5000, State.READY), member("c.1", 5000, State.READY));
        assertEquals(List.of("a.1 gone", "c.1 gone"), told.at(101));
        assertEquals(
                List.of("a.1 ready", "c.2 starting"),
                told.at(102, member("a.1", 0, State.READY), member("c.2", 0, State.STARTING)));
    }

    @Test
    void whileTheStoreIsAwayNobodyIsGone() {
        Told told = new Told();
        told.at(100, member("a.1", 0, State.READY));
        assertEquals(List.of("a.1 unknown"), told.later(150));
        assertEquals(List.of("a.1 ready"), told.at(151, member("a.1", 0, State.READY)));
    }
}
