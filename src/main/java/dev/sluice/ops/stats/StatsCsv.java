package dev.sluice.ops.stats;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A sample as HAProxy's statistics have it, so that scripts which read those read these: one {@code FRONTEND}, for each upstream its
 * endpoints and a {@code BACKEND}. Columns and their order are those of HAProxy's management guide, section 9.1; what does not exist
 * here stays empty. Pure.
 */
final class StatsCsv {
    private static final List<String> COLUMNS =
            List.of(("pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,"
                            + "eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,"
                            + "throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,"
                            + "hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other")
                    .split(","));

    private static final int FRONTEND = 0;
    private static final int BACKEND = 1;
    private static final int SERVER = 2;

    private StatsCsv() {}

    static String of(JsonObject sample) {
        StringBuilder out = new StringBuilder("# ");
        out.append(String.join(",", COLUMNS)).append(",\n");
        frontend(sample, out);
        int proxy = 1;
        for (Object each : sample.getJsonArray("upstreams")) upstream((JsonObject) each, ++proxy, out);
        return out.toString();
    }

    private static void frontend(JsonObject sample, StringBuilder out) {
        JsonObject gauges = sample.getJsonObject("gauges");
        JsonObject responses = sample.getJsonObject("responses");
        Map<String, Object> row = row("sluice", "FRONTEND", FRONTEND, 1, 0);
        row.put("scur", gauges.getLong("sse") + gauges.getLong("websocket") + gauges.getLong("readers"));
        row.put("status", sample.getJsonObject("node").getBoolean("ready") ? "OPEN" : "STOP");
        row.put("rate", Math.round(gauges.getDouble("requests_s")));
        long all = 0;
        for (int i = 1; i <= 5; i++) {
            long count = responses.getLong(i + "xx", 0L);
            all += count;
            row.put("hrsp_" + i + "xx", count);
        }
        row.put("stot", all);
        write(row, out);
    }

    private static void upstream(JsonObject upstream, int proxy, StringBuilder out) {
        String name = upstream.getString("name");
        long weight = 0;
        long active = 0;
        long backup = 0;
        int server = 0;
        for (Object each : upstream.getJsonArray("endpoints")) {
            JsonObject endpoint = (JsonObject) each;
            write(server(name, endpoint, proxy, ++server), out);
            if (!endpoint.getString("state").equals("up")) continue;
            weight += endpoint.getLong("weight");
            if (endpoint.getBoolean("backup")) backup++;
            else active++;
        }
        JsonObject permits = upstream.getJsonObject("permits");
        JsonObject calls = upstream.getJsonObject("calls");
        Map<String, Object> row = row(name, "BACKEND", BACKEND, proxy, 0);
        row.put(
                "qcur",
                upstream.getJsonObject("queue").stream()
                        .mapToLong(e -> ((Number) e.getValue()).longValue())
                        .sum());
        row.put("scur", permits.getLong("in_use"));
        row.put("slim", permits.getLong("limit"));
        row.put("stot", calls.getLong("ok") + calls.getLong("left") + calls.getLong("failed"));
        row.put("dreq", upstream.getLong("sheds"));
        row.put("eresp", calls.getLong("failed"));
        row.put("status", active + backup > 0 ? "UP" : "DOWN");
        row.put("weight", weight);
        row.put("act", active);
        row.put("bck", backup);
        write(row, out);
    }

    private static Map<String, Object> server(String upstream, JsonObject endpoint, int proxy, int number) {
        Map<String, Object> row = row(upstream, endpoint.getString("name"), SERVER, proxy, number);
        String state = endpoint.getString("state");
        row.put("scur", endpoint.getLong("in_flight"));
        row.put("stot", endpoint.getLong("calls"));
        row.put("lbtot", endpoint.getLong("calls"));
        row.put("eresp", endpoint.getLong("failures"));
        row.put("wretr", endpoint.getLong("retries"));
        row.put("status", status(state));
        row.put("weight", endpoint.getLong("weight"));
        row.put("act", endpoint.getBoolean("backup") ? 0 : 1);
        row.put("bck", endpoint.getBoolean("backup") ? 1 : 0);
        row.put("chkfail", endpoint.getLong("checks_failed"));
        row.put("chkdown", endpoint.getLong("outages"));
        row.put("lastchg", endpoint.getLong("since_s"));
        row.put("downtime", endpoint.getLong("outage_s"));
        return row;
    }

    /** HAProxy knows no ejection: a server that its traffic took down is down. */
    private static String status(String state) {
        return switch (state) {
            case "up" -> "UP";
            case "draining" -> "DRAIN";
            default -> "DOWN";
        };
    }

    private static Map<String, Object> row(String proxy, String server, int type, int iid, int sid) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String column : COLUMNS) row.put(column, "");
        row.put("pxname", proxy);
        row.put("svname", server);
        row.put("pid", 1);
        row.put("iid", iid);
        row.put("sid", sid);
        row.put("type", type);
        return row;
    }

    private static void write(Map<String, Object> row, StringBuilder out) {
        for (Object value : row.values()) out.append(field(value)).append(',');
        out.append('\n');
    }

    private static String field(Object value) {
        String text = value instanceof Double d ? String.format(Locale.ROOT, "%.1f", d) : value.toString();
        boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0;
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
