using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Ensemble.Functions.Runtime;

namespace Ensemble.Host.Tests.Runtime;

public sealed class HttpConnectionTests
{
    private const string Head = "GET /x HTTP/1.1\r\nHost: h\r\n";

    private static readonly Gen<(byte[] Body, int Framing, int[] Cuts)> Answers =
        from length in Gen.Frequency((3, Gen.Int[0, 200]), (1, Gen.Int[10_000, 100_000]))
        from seed in Gen.Int
        from framing in Gen.Int[0, 2]
        from cuts in Gen.Int[1, 5000].Array[0, 8]
        select (Bytes(seed, length), framing, cuts);

    [Fact]
    public void However_an_answer_is_framed_and_cut_it_is_read_the_same() => Answers.Sample(
        answer =>
        {
            using var server = new ScriptedServer(_ => Cut(Framed(answer.Body, answer.Framing), answer.Cuts));
            using var connection = new HttpConnection("127.0.0.1", server.Port);

            for (var i = 0; i < 2; i++)
            {
                var read = connection.Send(Head, [], hasBody: false);

                Assert.Equal(200, read.StatusCode);
                Assert.Equal("b", read["x-A"]);
                Assert.Equal(answer.Body, read.Body.ToArray());
            }
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void A_body_arrives_as_it_was_sent()
    {
        using var server = new ScriptedServer(request => [Framed(request, framing: 0)]);
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        foreach (var length in new[] { 0, 1, 8192, 8193, 1_000_000 })
        {
            var body = Bytes(length, length);
            Assert.Equal(body, connection.Send("POST /x HTTP/1.1\r\nHost: h\r\n", body, hasBody: true).Body.ToArray());
        }
    }

    [Fact]
    public void A_connection_that_was_closed_in_between_is_made_anew()
    {
        using var server = new ScriptedServer(_ => [Framed([1], framing: 0)], requestsPerConnection: 1);
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal([1], connection.Send(Head, [], hasBody: false).Body.ToArray());
        }
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("SSH-2.0-server\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")]
    public void What_is_no_answer_is_an_error(string text)
    {
        using var server = new ScriptedServer(_ => [Encoding.ASCII.GetBytes(text)], requestsPerConnection: 1);
        using var connection = new HttpConnection("127.0.0.1", server.Port);

        Assert.ThrowsAny<IOException>(() => connection.Send(Head, [], hasBody: false));
    }

    [Fact]
    public void A_server_that_is_not_there_is_an_error()
    {
        using var connection = new HttpConnection("127.0.0.1", 1);

        Assert.Throws<IOException>(() => connection.Send(Head, [], hasBody: false));
    }

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Framed(byte[] body, int framing)
    {
        const string start = "HTTP/1.1 200 OK\r\nX-a:  b \r\n";
        if (framing == 0)
        {
            return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{start}content-length: {body.Length}\r\n\r\n")), .. body];
        }

        if (framing == 1)
        {
            return [.. Encoding.ASCII.GetBytes($"{start}Connection: close\r\n\r\n"), .. body];
        }

        var chunks = new List<byte>(Encoding.ASCII.GetBytes($"{start}Transfer-Encoding: chunked\r\n\r\n"));
        foreach (var chunk in body.Chunk(777))
        {
            chunks.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chunk.Length:X};a=b\r\n")));
            chunks.AddRange([.. chunk, (byte)'\r', (byte)'\n']);
        }

        chunks.AddRange("0\r\nTrailer: t\r\n\r\n"u8);
        return [.. chunks];
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] cuts)
    {
        foreach (var cut in cuts.Select(cut => Math.Min(cut, bytes.Length)))
        {
            yield return bytes[..cut];
            bytes = bytes[cut..];
        }

        yield return bytes;
    }

    /// <summary>Answers requests with bytes that a test chose; closes where an answer says so.</summary>
    private sealed class ScriptedServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<byte[], IEnumerable<byte[]>> _answer;
        private readonly int _requestsPerConnection;

        public ScriptedServer(Func<byte[], IEnumerable<byte[]>> answer, int requestsPerConnection = int.MaxValue)
        {
            _answer = answer;
            _requestsPerConnection = requestsPerConnection;
            _listener.Start();
            _ = Task.Run(RunAsync);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task RunAsync()
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                await ServeAsync(socket);
            }
        }

        private async Task ServeAsync(Socket socket)
        {
            for (var i = 0; i < _requestsPerConnection; i++)
            {
                if (await ReadAsync(socket) is not { } body)
                {
                    return;
                }

                var pieces = _answer(body).ToList();
                foreach (var piece in pieces.Where(piece => piece.Length > 0))
                {
                    await socket.SendAsync(piece);
                }

                // A cut may go through these very words.
                if (Encoding.ASCII.GetString([.. pieces.SelectMany(piece => piece)]).Contains("Connection: close", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }

        private static async Task<byte[]?> ReadAsync(Socket socket)
        {
            var request = new List<byte>();
            var buffer = new byte[65536];
            while (true)
            {
                var text = Encoding.Latin1.GetString([.. request]);
                var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end >= 0)
                {
                    var length = text.Contains("Content-Length: ", StringComparison.Ordinal)
                        ? int.Parse(text.Split("Content-Length: ")[1].Split('\r')[0], CultureInfo.InvariantCulture)
                        : 0;
                    if (request.Count >= end + 4 + length)
                    {
                        return [.. request.Skip(end + 4)];
                    }
                }

                var read = await socket.ReceiveAsync(buffer);
                if (read == 0)
                {
                    return null;
                }

                request.AddRange(buffer.AsSpan(0, read));
            }
        }
    }
}
