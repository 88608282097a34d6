/* One node of a test cluster: folder, name, host, HTTP port, transport port, and host:port of the transport of all nodes. */

import java.util.Arrays;
import java.util.stream.IntStream;
import org.codelibs.opensearch.runner.OpenSearchRunner;

public final class Node {
    public static void main(String[] given) throws Exception {
        String[] seeds = Arrays.copyOfRange(given, 5, given.length);
        String[] names = IntStream.range(0, seeds.length).mapToObj(n -> "n" + n).toArray(String[]::new);
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", given[1]);
            settings.put("network.host", given[2]);
            settings.put("http.port", given[3]);
            settings.put("transport.port", given[4]);
            settings.put("discovery.type", "zen");
            settings.putList("discovery.seed_hosts", seeds);
            settings.putList("cluster.initial_cluster_manager_nodes", names);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("node.store.allow_mmap", true);
            settings.put("indices.breaker.total.use_real_memory", false); // a small heap is nearly always full of garbage
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(given[0]).numOfNode(1).clusterName("izde-test"));
        Thread.currentThread().join();
    }
}
