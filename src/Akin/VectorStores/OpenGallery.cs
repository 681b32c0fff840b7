using Akin.Galleries;

namespace Akin.VectorStores;

/// <summary>A gallery that several callers read at once, in the newest state that there was when they asked: closed when a newer one has been opened and the last of them is done. Thread-safe.</summary>
internal sealed class OpenGallery : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _galleryPath;
    private Catalogue? _changes;
    private State? _state;
    private bool _isDisposed;

    /// <param name="galleryPath">The gallery's folder. Nothing is opened before it is asked for.</param>
    public OpenGallery(string galleryPath) => _galleryPath = galleryPath;

    /// <summary>The gallery as it is now. The caller disposes what it gets, and the gallery not.</summary>
    /// <exception cref="GalleryException">There is none, it is damaged, or its disk refuses.</exception>
    /// <exception cref="ObjectDisposedException">It has been closed for good.</exception>
    public Lease Borrow()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            long changeNumber = ReadChangeNumber();
            if (_state is null || _state.ChangeNumber != changeNumber)
            {
                State opened = new(Gallery.Open(_galleryPath), changeNumber);
                Return(_state);
                _state = opened;
            }

            _state.BorrowerCount++;
            return new Lease(this, _state);
        }
    }

    /// <summary>Closes what nobody borrows, so that the gallery's files may be deleted. It opens again when it is asked for.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Return(_state);
            _state = null;
            _changes?.Dispose();
            _changes = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Close();
        }
    }

    private long ReadChangeNumber()
    {
        try
        {
            _changes ??= Catalogue.Exists(_galleryPath) ? Catalogue.OpenForChanges(_galleryPath) : throw Gallery.None(_galleryPath);
            return (_changes ?? throw Catalogue.NothingYet(_galleryPath)).ReadChangeNumber();
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(_galleryPath, exception);
        }
    }

    /// <summary>One borrower less; a state counts as one itself as long as it is the newest.</summary>
    private static void Return(State? state)
    {
        if (state is not null && --state.BorrowerCount == 0)
        {
            state.Gallery.Dispose();
        }
    }

    /// <summary>A gallery in use.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly OpenGallery _owner;
        private State? _state;

        internal Lease(OpenGallery owner, State state)
        {
            _owner = owner;
            _state = state;
            Gallery = state.Gallery;
        }

        /// <summary>The gallery.</summary>
        public Gallery Gallery { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._lock)
            {
                Return(_state);
                _state = null;
            }
        }
    }

    internal sealed class State(Gallery gallery, long changeNumber)
    {
        public Gallery Gallery => gallery;

        public long ChangeNumber => changeNumber;

        public int BorrowerCount { get; set; } = 1;
    }
}
