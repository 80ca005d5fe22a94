using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Ensemble.Functions.Runtime;

/// <summary>
/// HTTP/1.1 to one server over one kept connection, one request at a time, on the caller's thread. The Runtime API is plain
/// HTTP on the same machine, and a function that waits for it has nothing else to do: a blocking read costs no thread
/// switch, and a start without the general HTTP client is a good part shorter. Trailers, which a streamed answer needs, the
/// general client cannot send.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int MostHeaderBytes = 256 * 1024;

    private readonly string _host;
    private readonly int _port;
    private Socket? _socket;
    private byte[] _buffer = new byte[16 * 1024];
    private byte[] _body = new byte[16 * 1024];
    private int _start;
    private int _end;
    private volatile bool _isClosed;

    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port.</param>
    public HttpConnection(string host, int port)
    {
        _host = host;
        _port = port;
    }

    /// <summary>Sends a request and reads its answer. A connection that the server has closed in between is made anew.</summary>
    /// <param name="head">The request line and the headers, without the empty line.</param>
    /// <param name="body">The body; its length is added to the headers unless there is none and the method has none.</param>
    /// <param name="hasBody">Whether the method has a body.</param>
    /// <exception cref="IOException">The server cannot be reached, or does not speak HTTP.</exception>
    public HttpAnswer Send(string head, ReadOnlySpan<byte> body, bool hasBody)
    {
        var headers = Encoding.UTF8.GetBytes(hasBody
            ? string.Create(CultureInfo.InvariantCulture, $"{head}Content-Length: {body.Length}\r\n\r\n")
            : head + "\r\n");
        if (_socket is not null)
        {
            try
            {
                return Exchange(headers, body);
            }
            catch (IOException) when (!_isClosed)
            {
                Disconnect();
            }
        }

        return Exchange(headers, body);
    }

    /// <summary>Sends the head of a request whose body follows in chunks.</summary>
    public Stream BeginChunked(string head)
    {
        Write(Encoding.UTF8.GetBytes(head + "Transfer-Encoding: chunked\r\n\r\n"), []);
        return new ChunkedStream(this);
    }

    /// <summary>Ends a body in chunks, with trailers if there are any, and reads the answer.</summary>
    /// <param name="trailers">Lines, each with its line break.</param>
    public HttpAnswer EndChunked(string trailers)
    {
        Write(Encoding.UTF8.GetBytes($"0\r\n{trailers}\r\n"), []);
        return ReadAnswer();
    }

    /// <summary>Closes the connection: a request that waits for its answer fails, and so does every later one.</summary>
    public void Dispose()
    {
        // The one who reads may hold the socket: it is left in its place.
        _isClosed = true;
        _socket?.Dispose();
    }

    private HttpAnswer Exchange(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        Write(headers, body);
        return ReadAnswer();
    }

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
        _start = _end = 0;
    }

    private void Write(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        var socket = Connected();
        if (body.Length is > 0 and <= 8 * 1024)
        {
            // One packet rather than two.
            Span<byte> both = stackalloc byte[headers.Length + body.Length];
            headers.CopyTo(both);
            body.CopyTo(both[headers.Length..]);
            SendAll(socket, both);
            return;
        }

        SendAll(socket, headers);
        SendAll(socket, body);
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[socket.Send(bytes)..];
            }
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private int Receive(Span<byte> buffer, string closed)
    {
        try
        {
            var read = _socket!.Receive(buffer);
            return read > 0 ? read : throw new EndOfStreamException(closed);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private Socket Connected()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_socket is null)
        {
            _start = _end = 0;
            _socket = Connect();
        }

        return _socket;
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(_host, _port);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"{_host}:{_port} cannot be reached: {exception.Message}", exception);
        }
    }

    private HttpAnswer ReadAnswer()
    {
        var answer = ReadHead();
        while (answer.StatusCode is >= 100 and < 200)
        {
            answer = ReadHead();
        }

        var length = answer.IsChunked ? ReadChunks() : answer.StatusCode is 204 or 304 ? 0 : ReadBody(answer.ContentLength);
        if (answer.Closes)
        {
            Disconnect();
        }

        return answer with { Body = _body.AsMemory(0, length) };
    }

    private HttpAnswer ReadHead()
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Fill();
        }

        var answer = HttpAnswer.Parse(_buffer.AsSpan(_start, end));
        _start += end + 4;
        return answer;
    }

    private int ReadBody(long? contentLength)
    {
        if (contentLength is not { } length)
        {
            return ReadToEnd();
        }

        EnsureBody(checked((int)length));
        Take((int)length, 0);
        return (int)length;
    }

    private int ReadToEnd()
    {
        var total = 0;
        while (true)
        {
            var there = _end - _start;
            EnsureBody(total + there);
            Take(there, total);
            total += there;
            try
            {
                Fill();
            }
            catch (EndOfStreamException)
            {
                return total;
            }
        }
    }

    private int ReadChunks()
    {
        var total = 0;
        while (true)
        {
            var line = ReadLine();
            var text = line.Split(';')[0].Trim();
            if (!int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
            {
                throw new IOException($"The server sent '{text}' where the size of a chunk belongs.");
            }

            if (size == 0)
            {
                while (ReadLine().Length > 0)
                {
                    // Trailers of the server's are of no use here.
                }

                return total;
            }

            EnsureBody(total + size);
            Take(size, total);
            total += size;
            ReadLine();
        }
    }

    private string ReadLine()
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            Fill();
        }

        var line = Encoding.UTF8.GetString(_buffer, _start, end);
        _start += end + 2;
        return line;
    }

    // Moves bytes of the body to their place: first what has been read already, then from the connection itself.
    private void Take(int count, int at)
    {
        var there = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, there).CopyTo(_body.AsSpan(at));
        _start += there;
        while (there < count)
        {
            there += Receive(_body.AsSpan(at + there, count - there), "The server closed the connection in the middle of an answer.");
        }
    }

    private void EnsureBody(int length)
    {
        if (_body.Length < length)
        {
            Array.Resize(ref _body, Math.Max(length, 2 * _body.Length));
        }
    }

    private void Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            else if (_buffer.Length < MostHeaderBytes)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }
            else
            {
                throw new IOException($"The server sent more than {MostHeaderBytes} bytes of headers.");
            }
        }

        _end += Receive(_buffer.AsSpan(_end), "The server closed the connection.");
    }

    /// <summary>Writes each piece as a chunk, at once.</summary>
    private sealed class ChunkedStream(HttpConnection connection) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty)
            {
                byte[] chunk = [.. Encoding.ASCII.GetBytes(buffer.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. buffer, .. "\r\n"u8];
                SendAll(connection.Connected(), chunk);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
