using Ensemble.Runner.Results;
using Parquet.Serialization;

namespace Ensemble.Runner.Reports;

/// <summary>Requests as Apache Parquet: a row each, the parts of its ledger in columns.</summary>
internal static class PaperParquet
{
    /// <summary>The requests of a result.</summary>
    public static async Task<byte[]> WriteAsync(PaperResult result, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await ParquetSerializer.SerializeAsync(result.Latency.Select(Row.Of), content, cancellationToken: cancellationToken);
        return content.ToArray();
    }

    /// <summary>A request; the names are those of the comma-separated values.</summary>
    internal sealed class Row
    {
        public string Kind { get; set; } = string.Empty;

        public string Subject { get; set; } = string.Empty;

        public string Flow { get; set; } = string.Empty;

        public int Batch { get; set; }

        public int Repeat { get; set; }

        public double Milliseconds { get; set; }

        public double? LedgerClient { get; set; }

        public double? LedgerInvoke { get; set; }

        public double? LedgerOrchestration { get; set; }

        public double? LedgerQueueing { get; set; }

        public double? LedgerColdStart { get; set; }

        public double? LedgerTransfer { get; set; }

        public double? LedgerDecode { get; set; }

        public double? LedgerPreprocess { get; set; }

        public double? LedgerInference { get; set; }

        public double? LedgerCombine { get; set; }

        public double? LedgerEncode { get; set; }

        public double? LedgerHandling { get; set; }

        public double CostUsd { get; set; }

        public static Row Of(LatencyRow row)
        {
            double? Part(string name) => row.Ledger.TryGetValue(name, out var value) ? value : null;
            return new()
            {
                Kind = row.Kind,
                Subject = row.Subject,
                Flow = row.Flow,
                Batch = row.Batch,
                Repeat = row.Repeat,
                Milliseconds = row.Milliseconds,
                LedgerClient = Part("client"),
                LedgerInvoke = Part("invoke"),
                LedgerOrchestration = Part("orchestration"),
                LedgerQueueing = Part("queueing"),
                LedgerColdStart = Part("coldStart"),
                LedgerTransfer = Part("transfer"),
                LedgerDecode = Part("decode"),
                LedgerPreprocess = Part("preprocess"),
                LedgerInference = Part("inference"),
                LedgerCombine = Part("combine"),
                LedgerEncode = Part("encode"),
                LedgerHandling = Part("handling"),
                CostUsd = row.Cost.Total,
            };
        }
    }
}
