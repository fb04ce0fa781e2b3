package dev.sluice.app.bench;

import java.util.Map;
import java.util.TreeMap;

/** What a run's requests came to. Belongs to its run's loop. */
final class Tally {
    final Samples latency = new Samples();
    final Samples firstToken = new Samples();
    /** How many, by what was wrong. */
    final Map<String, Integer> failures = new TreeMap<>();

    private int failed;
    private int priced;
    private long promptTokens;
    private long answerTokens;
    private double costUsd;

    void add(BenchResult result) {
        if (result.failure() != null) {
            failed++;
            failures.merge(result.failure(), 1, Integer::sum);
            return;
        }
        latency.add(result.nanos());
        if (result.firstNanos() >= 0) firstToken.add(result.firstNanos());
        promptTokens += result.promptTokens();
        answerTokens += result.answerTokens();
        if (result.costUsd() < 0) return;
        priced++;
        costUsd += result.costUsd();
    }

    int total() {
        return latency.size() + failed;
    }

    int successful() {
        return latency.size();
    }

    int failed() {
        return failed;
    }

    long promptTokens() {
        return promptTokens;
    }

    long answerTokens() {
        return answerTokens;
    }

    /** US dollars; -1 where some answer's cost is not known. */
    double costUsd() {
        return priced > 0 && priced == successful() ? costUsd : -1;
    }
}
