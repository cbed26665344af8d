/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lemon_assign.cc: the same assignment problem by LEMON's network simplex, to compare with.
 *
 * An unfilled seat costs 10^12, above any sum of weights of these instances. Prints the last line
 * of `dianjiang assign`; solve_seconds is NetworkSimplex::run alone, without building the graph.
 */
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <chrono>
#include <cstdio>
#include <vector>

namespace
{

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, long long, long long>;
constexpr long long unfilled_cost = 1000000000000LL;

struct Problem {
    Graph graph;
    Graph::Node source, sink;
    std::vector<Graph::Node> demands, experts;
    std::vector<long long> upper, cost;
    long long needed = 0;

    void add(Graph::Node from, Graph::Node to, long long capacity, long long unit_cost)
    {
        graph.addArc(from, to);
        upper.push_back(capacity);
        cost.push_back(unit_cost);
    }
};

bool read(std::FILE *file, Problem &problem)
{
    long demands = 0, experts = 0, edges = 0, i = 0, j = 0, weight = 0;
    char kind = 0;

    if (std::fscanf(file, "p assign %ld %ld %ld", &demands, &experts, &edges) != 3)
        return false;
    problem.source = problem.graph.addNode();
    problem.sink = problem.graph.addNode();
    for (long k = 0; k < demands; k++)
        problem.demands.push_back(problem.graph.addNode());
    for (long k = 0; k < experts; k++)
        problem.experts.push_back(problem.graph.addNode());
    while (std::fscanf(file, " %c %ld %ld", &kind, &i, &j) == 3) {
        if (kind == 'n') {
            problem.add(problem.source, problem.demands.at(i), j, 0);
            problem.add(problem.demands.at(i), problem.sink, j, unfilled_cost);
            problem.needed += j;
        } else if (kind == 'c') {
            problem.add(problem.experts.at(i), problem.sink, j, 0);
        } else if (kind == 'a' && std::fscanf(file, "%ld", &weight) == 1) {
            problem.add(problem.demands.at(i), problem.experts.at(j), 1, -weight);
        } else {
            return false;
        }
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    Problem problem;
    std::FILE *file = argc == 2 ? std::fopen(argv[1], "r") : nullptr;

    if (file == nullptr || !read(file, problem))
        return 2;
    std::fclose(file);
    const Graph &graph = problem.graph;
    Graph::ArcMap<long long> upper(graph), cost(graph);
    for (int k = 0; k < graph.arcNum(); k++) {
        upper[Graph::arcFromId(k)] = problem.upper[k];
        cost[Graph::arcFromId(k)] = problem.cost[k];
    }
    Simplex simplex(graph);
    simplex.upperMap(upper).costMap(cost).stSupply(problem.source, problem.sink, problem.needed);
    auto begin = std::chrono::steady_clock::now();
    if (simplex.run() != Simplex::OPTIMAL)
        return 1;
    std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    long long total = 0, empty = 0;
    for (int k = 0; k < graph.arcNum(); k++) {
        long long flow = simplex.flow(Graph::arcFromId(k));
        if (problem.cost[k] > 0)
            empty += flow;
        else
            total -= flow * problem.cost[k];
    }
    std::fprintf(stderr, "total=%lld filled=%lld needed=%lld solve_seconds=%.6f\n", total,
                 problem.needed - empty, problem.needed, spent.count());
    return 0;
}
