package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.hub.ScriptedAnswers.Call;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many answers on few permits, and everything that can end one at any time and in any order: each ends once. */
final class HubInterleavingsTest {
    private static final int STEPS = 300;

    private final List<Completion> completions = new ArrayList<>();
    private final List<Asked> exchanges = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void everyAnswerEndsOnce(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        HubRoom room = new HubRoom(3, 4);
        try {
            for (int i = 0; i < STEPS; i++) step(room, random);
            room.hub.cancelAll();
            int begun = completions.size() + exchanges.size();
            room.until("all " + begun + " ended, seed " + seed, () -> room.ended.size() == begun);
            room.assertIdle();
            assertEquals(begun, room.ended.size(), "seed " + seed);
            for (Completion completion : completions)
                assertTrue(completion.log().sealed());
            assertEquals(0, room.logs.bytes(), "bytes of logs that only their callers read, seed " + seed);
        } finally {
            room.close();
        }
    }

    private void step(HubRoom room, SplittableRandom random) throws Exception {
        for (Call call; (call = room.provider.poll()) != null; ) calls.add(call);
        switch (random.nextInt(12)) {
            case 0, 1 -> completions.add(room.direct());
            case 2 -> exchanges.add(room.json());
            case 3 -> room.hub.readerLeft(random(completions, random, room));
            case 4 -> room.hub.own(random(completions, random, room)).stop();
            case 5 -> {
                if (!exchanges.isEmpty()) room.run(exchanges.get(random.nextInt(exchanges.size()))::cancel);
            }
            case 6 -> {
                if (random.nextInt(4) == 0) room.fire(HubRoom.QUEUE_WAIT);
            }
            default -> {
                if (!calls.isEmpty()) answer(calls.get(random.nextInt(calls.size())), random);
            }
        }
    }

    private Completion random(List<Completion> all, SplittableRandom random, HubRoom room) throws Exception {
        if (all.isEmpty()) all.add(room.direct());
        return all.get(random.nextInt(all.size()));
    }

    private void answer(Call call, SplittableRandom random) {
        boolean streams = Boolean.TRUE.equals(call.body().getBoolean("stream"));
        switch (random.nextInt(6)) {
            case 0 -> call.breaks();
            case 1 -> call.refuses(500, new JsonObject().put("message", "no"));
            case 2 -> {
                if (streams) call.ends();
                else call.answers("Hello");
            }
            default -> {
                if (streams) call.says("Hello");
            }
        }
    }
}
