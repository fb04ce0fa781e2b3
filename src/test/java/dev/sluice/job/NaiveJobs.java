package dev.sluice.job;

import dev.sluice.model.job.JobTerms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a store of jobs should do, done with lists that are searched from end to end. */
final class NaiveJobs {
    /** One job; everything about it may change. */
    static final class Row {
        final String name;
        final int priority;
        String status = "queued";
        long number;
        long rank;
        long due;
        long until;
        long deadline;
        int turn;
        int attempts;
        String fault;

        Row(String name, int priority) {
            this.name = name;
            this.priority = priority;
        }
    }

    private final JobTerms terms;
    final List<Row> rows = new ArrayList<>();
    final Map<String, String> keys = new HashMap<>();
    /** "name status" for each change, in order. */
    final List<String> told = new ArrayList<>();

    long completed;
    long failed;
    long cancelled;
    private long numbers;

    NaiveJobs(JobTerms terms) {
        this.terms = terms;
    }

    /** The name of the job that it is now. @param key or null */
    String enqueue(String name, int priority, long notBefore, String key, long now) {
        if (key != null && keys.containsKey(key)) return keys.get(key);
        if (key != null) keys.put(key, name);
        Row row = new Row(name, priority);
        row.number = ++numbers;
        row.due = Math.max(now, notBefore);
        row.rank = row.due + (priority - 1) * terms.quantumMillis();
        row.deadline = row.due + terms.taskMillis();
        row.until = row.deadline;
        rows.add(row);
        set(row, "queued");
        return name;
    }

    List<String> claim(int most, long now) {
        List<Row> ready = new ArrayList<>(rows);
        ready.removeIf(r -> !r.status.equals("queued") || r.due > now);
        ready.sort(Comparator.<Row>comparingLong(r -> r.rank).thenComparingLong(r -> r.number));
        List<String> claimed = new ArrayList<>();
        for (Row row : ready.subList(0, Math.min(most, ready.size()))) {
            row.turn++;
            row.attempts++;
            row.until = now + terms.visibleMillis();
            set(row, "running");
            claimed.add(row.name + " " + row.turn);
        }
        return claimed;
    }

    /** Null where it is not that worker's any more. */
    Row held(String name, int turn) {
        Row row = find(name);
        return row != null && row.status.equals("running") && row.turn == turn ? row : null;
    }

    boolean heartbeat(String name, int turn, long now) {
        Row row = held(name, turn);
        if (row != null) row.until = now + terms.visibleMillis();
        return row != null;
    }

    boolean complete(String name, int turn, long now) {
        Row row = held(name, turn);
        if (row == null) return false;
        completed++;
        row.fault = null;
        over(row, "completed", now + terms.resultMillis());
        return true;
    }

    boolean retry(String name, int turn, String fault, long due) {
        Row row = held(name, turn);
        if (row == null) return false;
        failed++;
        row.fault = fault;
        again(row, due);
        return true;
    }

    boolean postpone(String name, int turn, long due) {
        Row row = held(name, turn);
        if (row == null) return false;
        row.attempts--;
        again(row, due);
        return true;
    }

    boolean bury(String name, int turn, String fault, long now) {
        Row row = held(name, turn);
        if (row == null) return false;
        failed++;
        row.fault = fault;
        over(row, "dead", now + terms.taskMillis());
        return true;
    }

    void cancel(String name, long now) {
        Row row = find(name);
        if (row == null || !row.status.equals("queued") && !row.status.equals("running")) return;
        cancelled++;
        over(row, "cancelled", now + terms.resultMillis());
    }

    boolean requeue(String name, long now) {
        Row row = find(name);
        if (row == null || !row.status.equals("dead")) return false;
        row.attempts = 0;
        row.fault = null;
        row.deadline = now + terms.taskMillis();
        row.rank = now + (row.priority - 1) * terms.quantumMillis();
        again(row, now);
        return true;
    }

    boolean purge(String name) {
        return rows.removeIf(r -> r.name.equals(name) && r.status.equals("dead"));
    }

    /** What is told of it may come in any order. */
    void sweep(long now) {
        for (Row row : List.copyOf(rows)) {
            if (row.until > now) continue;
            if (row.status.equals("queued")) {
                row.fault = "job_expired";
                over(row, "dead", now + terms.taskMillis());
            } else if (row.status.equals("running")) {
                failed++;
                row.fault = "worker_lost";
                if (row.attempts >= terms.attempts()) over(row, "dead", now + terms.taskMillis());
                else again(row, now);
                if (row.until <= now) sweep(now);
            } else rows.remove(row);
        }
    }

    Row find(String name) {
        for (Row row : rows) if (row.name.equals(name)) return row;
        return null;
    }

    long count(String status) {
        return rows.stream().filter(r -> r.status.equals(status)).count();
    }

    private void again(Row row, long due) {
        row.due = due;
        row.until = row.deadline;
        set(row, "queued");
    }

    private void over(Row row, String status, long until) {
        row.until = until;
        set(row, status);
    }

    private void set(Row row, String status) {
        row.status = status;
        told.add(row.name + " " + status);
    }
}
