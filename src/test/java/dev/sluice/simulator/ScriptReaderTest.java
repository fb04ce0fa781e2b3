package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptReaderTest {
    @Test
    void readsEveryKeyFromTheModelsName() {
        Script script = ScriptReader.read(
                "sim;ttft=200;head=20;rate=12.5;jitter=0.3;tokens=500;bytes=300;seed=-4;fault=stall+crlf;at=12"
                        + ";retry_after=3;fault-id=a;times=2",
                null);
        assertEquals(
                new Script(
                        Duration.ofMillis(20),
                        Duration.ofMillis(200),
                        12.5,
                        0.3,
                        500,
                        300,
                        -4,
                        Set.of(Fault.STALL, Fault.CRLF),
                        12,
                        3,
                        2,
                        "a"),
                script);
        assertEquals(Fault.STALL, script.breaking().orElseThrow());
        assertTrue(script.refusal().isEmpty());
    }

    @Test
    void theHeaderWinsKeyByKey() {
        Script script = ScriptReader.read("sim;ttft=200;tokens=5", "ttft=7; rate=0");
        assertEquals(Duration.ofMillis(7), script.firstToken());
        assertEquals(0, script.tokensPerSecond());
        assertEquals(5, script.tokens());
    }

    @Test
    void slowFirstYieldsToAFirstTokenTimeThatWasAskedFor() {
        assertEquals(
                Duration.ofSeconds(10),
                ScriptReader.read("sim;fault=slow-first", null).firstToken());
        assertEquals(
                Duration.ofMillis(5),
                ScriptReader.read("sim;ttft=5", "fault=slow-first").firstToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sim;",
                "sim; fault=none ;",
                "sim-fast;at=-1",
                "sim-slow;tokens=0",
                "sim-instant;fault=big+split+nospace+comment+no-done+usage-cumulative+bad-json+reject-stream-options"
            })
    void takes(String model) {
        ScriptReader.read(model, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sim;ttft=x", "sim;ttft=-1", "sim;rate=NaN", "sim;jitter=1.1", "sim;fault=stal", "sim;fault=stall+rst",
                "sim;fault=429+cut", "sim;times=1", "sim;speed=3", "sim;fault", "sim;at=-2", "sim;tokens=999999999"
            })
    void refusesWhatItCannotRead(String model) {
        assertEquals(
                400,
                assertThrows(RefusedException.class, () -> ScriptReader.read(model, null))
                        .status());
    }

    @Test
    void refusesModelsThatDoNotExist() {
        assertEquals(
                404,
                assertThrows(RefusedException.class, () -> ScriptReader.read("gpt", null))
                        .status());
    }

    @Test
    void aFaultHealsAfterItsTimes() {
        FaultBudget budget = new FaultBudget();
        Script twice = ScriptReader.read("sim;fault=500;fault-id=a;times=2", null);
        Script other = ScriptReader.read("sim;fault=500;fault-id=b;times=1", null);
        assertTrue(budget.spend(twice).has(Fault.SERVER_ERROR));
        assertTrue(budget.spend(other).has(Fault.SERVER_ERROR));
        assertTrue(budget.spend(twice).has(Fault.SERVER_ERROR));
        assertFalse(budget.spend(twice).has(Fault.SERVER_ERROR));
        assertFalse(budget.spend(other).has(Fault.SERVER_ERROR));
    }
}
