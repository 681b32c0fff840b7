using System.Collections.Concurrent;
using Akin.Datasets;

namespace Akin.Cli.Commands;

/// <summary>The picture files that a search asks for, in the order in which they are named: paths, the pictures of folders, the lines of a list.</summary>
internal sealed class QueryFiles
{
    private readonly ConcurrentQueue<RejectedFile> _rejected = [];
    private readonly List<PictureFile> _files = [];
    private readonly TextReader? _list;

    /// <summary>Lists folders and opens the list.</summary>
    /// <exception cref="BadInputException">There is no such list.</exception>
    public QueryFiles(SearchRequest request)
    {
        foreach (string path in request.Paths)
        {
            if (Directory.Exists(path))
            {
                AddFolder(path);
            }
            else
            {
                _files.Add(At(path));
            }
        }

        _list = request.ListPath is string listPath ? PictureList.Open(listPath) : null;
    }

    /// <summary>Lines and folders that gave no file. Complete after <see cref="Read"/> has come to its end.</summary>
    public IReadOnlyCollection<RejectedFile> Rejected => _rejected;

    /// <summary>The files, once. Those of the list come as they are read.</summary>
    public IEnumerable<PictureFile> Read(CancellationToken cancellationToken)
    {
        foreach (PictureFile file in _files)
        {
            yield return file;
        }

        foreach (PictureList.Line line in _list is null ? [] : PictureList.Read(_list, cancellationToken))
        {
            if (line.Reason is string reason)
            {
                _rejected.Enqueue(new RejectedFile(line.Path, reason));
            }
            else
            {
                yield return At(line.Path);
            }
        }
    }

    /// <summary>A folder's files, named as a user would name them: by the folder's path as it was given.</summary>
    private void AddFolder(string folderPath)
    {
        ImageFolder folder = new(folderPath);
        int countBefore = _files.Count;
        _files.AddRange(folder.Files().Select(file => file with { Path = Path.Combine(folderPath, file.Key) }));
        foreach (UnreadableFolder unreadable in folder.Unreadable)
        {
            _rejected.Enqueue(new RejectedFile(Path.Combine(folderPath, unreadable.KeyPrefix), $"the folder could not be listed: {unreadable.Reason}"));
        }

        if (_files.Count == countBefore && folder.Unreadable.Count == 0)
        {
            _rejected.Enqueue(new RejectedFile(folderPath, "the folder is empty"));
        }
    }

    /// <summary>A file by its path, whether it is there or not: what cannot be read is found out when it is read.</summary>
    private static PictureFile At(string path)
    {
        try
        {
            return File.Exists(path) ? PictureFile.At(path) : new PictureFile(path, path, null, 0, 0);
        }
        catch (IOException)
        {
            return new PictureFile(path, path, null, 0, 0);
        }
    }
}
