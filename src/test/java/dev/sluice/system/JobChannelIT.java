package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a session's channel tells of its jobs: each event once, whatever happens to the connection. */
final class JobChannelIT {
    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_RETRY_MIN", "5ms", "SLUICE_RETRY_MAX", "25ms", "SLUICE_JOB_CONCURRENCY", "2");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void aChannelThatIsCutIsToldOfEachJobExactlyOnce() throws Exception {
        long seed = 11;
        System.out.println("JobChannelIT seed " + seed);
        Random random = new Random(seed);
        Visitor visitor = Visitor.of(node);
        List<JsonObject> jobs = new ArrayList<>();
        // One after the other, so that there is something left to be told at each cut.
        for (int i = 0; i < 30; i++)
            jobs.add(JobClient.job("sim;ttft=" + (5 + 40 * i) + ";jitter=0;rate=0;tokens=20", "job " + i));
        jobs.add(JobClient.job("sim;fault=400", "never"));
        List<String> ids = new JobClient(visitor).submit(jobs);
        ToldJobs told = new ToldJobs();
        String cursor = null;
        int connections = 0;
        while (told.over.size() < ids.size()) {
            String[] headers = cursor == null ? new String[0] : new String[] {"Last-Event-ID", cursor};
            int until = told.events.size() + 1 + random.nextInt(8);
            try (RawChannel channel = visitor.channel(headers)) {
                connections++;
                channel.read(told::take, () -> told.events.size() >= until || told.over.size() == ids.size());
                cursor = channel.lastEventId();
                if (random.nextBoolean()) channel.reset();
            }
        }
        assertTrue(connections > 5, "cut " + connections + " times");
        told.numberedWithoutAHole();
        for (String id : ids.subList(0, 30)) assertEquals(List.of("queued", "running", "completed"), told.of(id));
        assertEquals(List.of("queued", "running", "dead"), told.of(ids.get(30)));
        JsonObject last = told.events.stream()
                .filter(e -> e.getString("job").equals(ids.get(30))
                        && e.getString("status").equals("dead"))
                .findFirst()
                .orElseThrow();
        assertEquals("upstream_rejected", last.getJsonObject("error").getString("code"));
    }

    @Test
    void anEventBringsTheResult() throws Exception {
        Visitor visitor = Visitor.of(node);
        JobClient client = new JobClient(visitor);
        String id = client.submit(JobClient.job("sim-instant;tokens=5", "Why?"));
        ToldJobs told = new ToldJobs();
        try (RawChannel channel = visitor.channel()) {
            channel.read(told::take, () -> told.over.contains(id));
        }
        JsonObject done = told.events.get(told.events.size() - 1);
        assertEquals(client.look(id).getJsonObject("result"), done.getJsonObject("result"));
        assertTrue(done.getString("stream").startsWith("jb_"), done.encode());
    }

    @Test
    void aTabOfItsOwnHearsOfJobsThatItAskedToHearOf() throws Exception {
        Visitor visitor = Visitor.of(node);
        for (String tab : List.of("a", "b", "c")) visitor.send("PUT", "/api/v1/tabs/" + tab, null);
        assertEquals(
                202,
                visitor.send("POST", "/api/v1/jobs/subscribe", "{\"tab\":\"b\"}")
                        .statusCode());
        JobClient client = new JobClient(visitor);
        ToldJobs a = new ToldJobs();
        ToldJobs b = new ToldJobs();
        try (RawChannel ofA = RawChannel.open(node.port(), "/api/v1/channel?tab=a", visitor.bearer());
                RawChannel ofB = RawChannel.open(node.port(), "/api/v1/channel?tab=b", visitor.bearer())) {
            String id =
                    client.submit(JobClient.job("sim-instant;tokens=5", "Why?").put("tab", "a"));
            ofA.read(a::take, () -> a.over.contains(id));
            ofB.read(b::take, () -> b.over.contains(id));
            assertEquals(a.events, b.events);
        }
        HttpGreeting greeting = HttpGreeting.of(visitor, "c");
        assertEquals(0, greeting.subscriptions());
    }

    /** What the first event of a tab's connection says. */
    private record HttpGreeting(JsonObject hello) {
        static HttpGreeting of(Visitor visitor, String tab) throws Exception {
            JsonObject[] hello = new JsonObject[1];
            try (RawChannel channel = RawChannel.open(node.port(), "/api/v1/channel?tab=" + tab, visitor.bearer())) {
                channel.read(
                        e -> {
                            if (e.type().equals("hello"))
                                hello[0] = new JsonObject(e.data().toString());
                        },
                        () -> hello[0] != null);
            }
            return new HttpGreeting(hello[0]);
        }

        int subscriptions() {
            return hello.getJsonArray("subscriptions").size();
        }
    }

    @Test
    void aSessionThatEndsTakesItsMailboxWithIt() throws Exception {
        Visitor visitor = Visitor.of(node);
        new JobClient(visitor).submit(JobClient.job("sim;ttft=0;rate=50;tokens=50", "Why?"));
        double before = node.meter("logs");
        assertEquals(204, visitor.send("DELETE", "/api/v1/session", null).statusCode());
        Eventually.within(5, "its log is gone", () -> node.meter("logs") < before);
    }
}
