package dev.sluice.job;

import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All jobs of a memory store, found by each of the ways in which they are asked for. Every change is O(log n). Guarded by its store.
 */
final class JobIndex {
    /** A place in an order; of equal ones the older job comes first. */
    private record Place(long at, long sequence) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int first = Long.compare(at, other.at);
            return first != 0 ? first : Long.compare(sequence, other.sequence);
        }
    }

    private record Owner(String tenant, String user) {
        static Owner of(Principal who) {
            return new Owner(who.tenant(), who.user());
        }
    }

    /** What is held for one user. */
    private static final class Holding {
        final TreeMap<Long, Job> jobs = new TreeMap<>();
        int queued;
        long bytes;

        void add(Job job) {
            jobs.put(job.sequence(), job);
            bytes += job.bytes();
            if (job.status() == JobStatus.QUEUED) queued++;
        }

        void remove(Job job) {
            jobs.remove(job.sequence());
            bytes -= job.bytes();
            if (job.status() == JobStatus.QUEUED) queued--;
        }
    }

    private static final Holding NOTHING = new Holding();

    private final Map<JobId, Job> jobs = new HashMap<>();
    /** The line: queued jobs that are due, by rank. */
    private final TreeMap<Place, Job> line = new TreeMap<>();
    /** Queued jobs that were not due when they were last looked at, by the time when they are. */
    private final TreeMap<Place, Job> later = new TreeMap<>();
    /** All jobs, by the time when something is to be done about them. */
    private final TreeMap<Place, Job> untils = new TreeMap<>();

    private final Map<JobStatus, TreeMap<Long, Job>> statuses = new EnumMap<>(JobStatus.class);
    private final Map<Owner, Holding> owners = new HashMap<>();
    private long bytes;

    JobIndex() {
        for (JobStatus status : JobStatus.values()) statuses.put(status, new TreeMap<>());
    }

    Job find(JobId id) {
        return jobs.get(id);
    }

    /** A new job, or a known one as it stands now. */
    void put(Job job, long now) {
        remove(job.id());
        jobs.put(job.id(), job);
        bytes += job.bytes();
        untils.put(new Place(job.until(), job.sequence()), job);
        statuses.get(job.status()).put(job.sequence(), job);
        owners.computeIfAbsent(Owner.of(job.order().owner()), o -> new Holding())
                .add(job);
        if (job.status() != JobStatus.QUEUED) return;
        if (job.due() <= now) line.put(new Place(job.rank(), job.sequence()), job);
        else later.put(new Place(job.due(), job.sequence()), job);
    }

    /** Idempotent. */
    void remove(JobId id) {
        Job known = jobs.remove(id);
        if (known == null) return;
        bytes -= known.bytes();
        untils.remove(new Place(known.until(), known.sequence()));
        statuses.get(known.status()).remove(known.sequence());
        Owner owner = Owner.of(known.order().owner());
        Holding own = owners.get(owner);
        own.remove(known);
        if (own.jobs.isEmpty()) owners.remove(owner);
        line.remove(new Place(known.rank(), known.sequence()));
        later.remove(new Place(known.due(), known.sequence()));
    }

    /** The job that is next, or null. */
    Job next(long now) {
        while (!later.isEmpty() && later.firstKey().at <= now) {
            Job due = later.pollFirstEntry().getValue();
            line.put(new Place(due.rank(), due.sequence()), due);
        }
        return line.isEmpty() ? null : line.firstEntry().getValue();
    }

    /** A job whose time is over, or null. */
    Job overdue(long now) {
        return untils.isEmpty() || untils.firstKey().at > now
                ? null
                : untils.firstEntry().getValue();
    }

    List<Job> list(JobQuery query) {
        List<Job> found = new ArrayList<>();
        NavigableMap<Long, Job> all = query.owner() != null
                ? of(query.owner()).jobs
                : query.status() == null ? bySequence() : statuses.get(query.status());
        for (Job job : all.headMap(query.before(), false).descendingMap().values()) {
            if (found.size() == query.most()) break;
            if (query.status() == null || job.status() == query.status()) found.add(job);
        }
        return found;
    }

    /** Everybody's, in any status: asked for by operators alone, now and then. */
    private TreeMap<Long, Job> bySequence() {
        TreeMap<Long, Job> all = new TreeMap<>();
        for (TreeMap<Long, Job> jobsOf : statuses.values()) all.putAll(jobsOf);
        return all;
    }

    List<Job> all(JobStatus status) {
        return List.copyOf(statuses.get(status).values());
    }

    int size(JobStatus status) {
        return statuses.get(status).size();
    }

    int size() {
        return jobs.size();
    }

    /** Of that user. */
    int queued(Principal who) {
        return of(who).queued;
    }

    /** Of that user. */
    long bytes(Principal who) {
        return of(who).bytes;
    }

    private Holding of(Principal who) {
        return owners.getOrDefault(Owner.of(who), NOTHING);
    }

    long bytes() {
        return bytes;
    }
}
